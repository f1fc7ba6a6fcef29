//! A hosted zone shows that a certificate's domain is yours.

verb! {
    /// Lets the stack show that the certificate's domain is yours.
    /// Certificate Manager writes its check into the hosted zone by itself and renews the certificate as long as it stands there.
    /// The zone must hold the certificate's names and answer the public internet.
    "validated-by" {
        phrase: "is validated by",
        source: "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
        line: Permission,
        joins: &[("certificate", "hosted-zone")],
        label: |_, _| "validated by".to_owned(),
        // The certificate reads its connection itself.
        synthesize: |_, _, _| {},
    }
}
