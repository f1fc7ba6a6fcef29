//! An identity pool believes what a user pool says of a user.

verb! {
    /// Lets users of a user pool get credentials of an identity pool.
    /// A page or app that signed a user in hands the user's token to the identity pool and gets keys of AWS that work for an hour.
    "trusts" {
        phrase: "trusts",
        source: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-integrating-user-pools-with-identity-pools.html",
        line: Permission,
        joins: &[("identity-pool", "user-pool")],
        label: |_, _| "trusts".to_owned(),
        // The identity pool reads its connections itself.
        synthesize: |_, _, _| {},
    }
}
