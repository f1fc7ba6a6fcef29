//! A certificate secures what takes HTTPS.

verb! {
    /// Gives a load balancer, a distribution or a sign-in page the certificate that it shows to browsers.
    /// All HTTPS listeners of a load balancer use it unless they name their own. A distribution answers to the certificate's names.
    "secured-by" {
        phrase: "is secured by",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
        line: Permission,
        joins: &[("load-balancer", "certificate"), ("distribution", "certificate"), ("user-pool", "certificate")],
        label: |_, _| "secured by".to_owned(),
        // Who is secured asks for its certificates: `catalog::certificate::securing`.
        synthesize: |_, _, _| {},
    }
}
