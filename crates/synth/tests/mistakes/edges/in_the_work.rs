//! Where the line lies in what runs: containers, images, secrets, names, deployments, distributions.

use super::Edge;
use crate::classes::SITE;

pub(super) const EDGES: &[Edge] = &[
    // Names in variables
    (
        "a user pool whose tokens are verified",
        SITE,
        &[
            ("", "user-pool people\n"),
            (
                "port=8080\n",
                "port=8080 environment={POOL=!Ref PeopleUserPool, KEYS=!Sub \"https://cognito-idp.${AWS::Region}.amazonaws.com/${PeopleUserPool}/.well-known/jwks.json\"}\n",
            ),
        ],
        "handed-over",
        None,
    ),
    (
        "the address of a bucket for browsers",
        SITE,
        &[
            ("", "bucket assets\n"),
            (
                "port=8080\n",
                "port=8080 environment={ASSETS=!Sub \"https://${AssetsBucket.RegionalDomainName}/\", HOST=!GetAtt AssetsBucket.DomainName}\n",
            ),
        ],
        "handed-over",
        None,
    ),
    (
        "a bucket by its name",
        SITE,
        &[("", "bucket assets\n"), ("port=8080\n", "port=8080 environment={ASSETS=!Sub \"s3://${AssetsBucket}/in\"}\n")],
        "handed-over",
        Some("gets the name of S3 bucket assets in ASSETS"),
    ),
    (
        "a queue by its ARN",
        SITE,
        &[("", "queue jobs\n"), ("port=8080\n", "port=8080 environment={JOBS=!GetAtt JobsQueue.Arn}\n")],
        "handed-over",
        Some("gets the name of SQS queue jobs in JOBS"),
    ),
    // Ports
    ("a port of TCP and of UDP", SITE, &[("port=8080\n", "port=8080 ports=[53, 53/udp]\n")], "port-clash", None),
    ("a port twice", SITE, &[("port=8080\n", "port=8080 ports=[53/udp, 53/udp]\n")], "port-clash", Some("both listen on port 53")),
    // Tags of images
    ("the tag latest, which nobody wrote", SITE, &[], "floating-tag", None),
    (
        "the tag latest of a repository",
        SITE,
        &[("port=8080\n", "port=8080 tag=latest\n")],
        "floating-tag",
        Some("runs whatever the tag latest of images is"),
    ),
    (
        "the tag latest of a repository whose tags never move",
        SITE,
        &[("port=8080\n", "port=8080 tag=latest\n"), ("repository images", "repository images tag_mutability=IMMUTABLE")],
        "floating-tag",
        Some("whose tags never move: it can be pushed once"),
    ),
    ("a version of a repository", SITE, &[("port=8080\n", "port=8080 tag=v7\n")], "floating-tag", None),
    // Targets
    (
        "a target that takes UDP alone",
        SITE,
        &[("port=8080\n", "port=8080 protocol=udp\n")],
        "target-port",
        Some("on which app takes UDP alone"),
    ),
    ("a target that takes both", SITE, &[("port=8080\n", "port=8080 protocol=udp ports=[8080]\n")], "target-port", None),
    // Distributions
    ("a secret header over plain HTTP", SITE, &[CDN], "clear-header", Some("sends the secret in X-Origin-Verify to site over plain HTTP")),
    (
        "a secret header to an internal load balancer",
        SITE,
        &[CDN, ("load-balancer site", "load-balancer site scheme=internal")],
        "clear-header",
        None,
    ),
    (
        "a secret header over HTTPS",
        SITE,
        &[CDN, ("load-balancer site", "load-balancer site protocol=HTTPS port=443")],
        "clear-header",
        None,
    ),
    ("a raw distribution whose bucket lets nobody read", PAGES, &[], "raw-reach", Some("does not read S3 bucket pages: the policy of")),
    ("a raw distribution whose bucket lets it read", PAGES, &[("", LETS_READ)], "raw-reach", None),
    (
        "a raw distribution whose bucket has a policy by its name",
        PAGES,
        &[("bucket pages", "bucket pages bucket_name=pages-of-ours"), ("", LETS_READ), ("Bucket=!Ref PagesBucket", "Bucket=pages-of-ours")],
        "raw-reach",
        None,
    ),
    (
        "a raw distribution whose bucket may have a policy",
        PAGES,
        &[
            ("", LETS_READ),
            ("Bucket=!Ref PagesBucket", "Bucket=!Ref Which"),
            ("bucket pages", "design \"Pages\"\n  parameter Which Type=String\nbucket pages"),
        ],
        "raw-reach",
        None,
    ),
    // Names
    (
        "a load balancer called internal-",
        SITE,
        &[("load-balancer site", "load-balancer site load_balancer_name=internal-site")],
        "reserved-name",
        Some("no name of a load balancer begins with internal-"),
    ),
    (
        "a load balancer called internal",
        SITE,
        &[("load-balancer site", "load-balancer site load_balancer_name=internal")],
        "reserved-name",
        None,
    ),
    ("a parameter of AWS", SITE, &[("", "ssm-parameter price parameter_name=/aws/price\n")], "reserved-name", Some("begins with aws")),
    (
        "a parameter of Systems Manager",
        SITE,
        &[("", "ssm-parameter price parameter_name=SSM-price\n")],
        "reserved-name",
        Some("begins with ssm"),
    ),
    (
        "a path without its first slash",
        SITE,
        &[("", "ssm-parameter price parameter_name=shop/price\n")],
        "reserved-name",
        Some("does not begin with a slash"),
    ),
    (
        "a path below a name that begins like AWS's",
        SITE,
        &[("", "ssm-parameter price parameter_name=/awsome/price\n")],
        "reserved-name",
        None,
    ),
    (
        "a tag of AWS",
        SITE,
        &[("internet users\n", "design \"Shop\"\n  tag aws:shop=one\ninternet users\n")],
        "reserved-name",
        Some("The tag aws:shop begins with aws:"),
    ),
    (
        "a tag of AWS on a raw resource",
        SITE,
        &[("", "resource bin type=AWS::S3::Bucket properties={Tags=[{Key=\"aws:shop\", Value=one}]}\n")],
        "reserved-name",
        Some("has the tag aws:shop"),
    ),
    // Deployments
    (
        "a delay of an hour",
        SITE,
        &[("site -> web : forwards", "site -> web : forwards drain_seconds=3600")],
        "deregistration-delay",
        Some("waits up to 60 minutes"),
    ),
    (
        "no delay",
        SITE,
        &[("site -> web : forwards", "site -> web : forwards drain_seconds=0")],
        "deregistration-delay",
        Some("is taken away at once"),
    ),
    ("the delay of AWS", SITE, &[("site -> web : forwards", "site -> web : forwards drain_seconds=300")], "deregistration-delay", None),
    ("a grace period of its own", SITE, &[("memory=1024", "memory=1024 grace_period=20")], "grace-period", None),
    ("the usual grace period", SITE, &[], "grace-period", None),
    (
        "one task when nobody comes",
        SITE,
        &[("memory=1024", "memory=1024 desired_count=2 scale_least=1 scale_most=4 scale_cpu=60")],
        "single-task",
        Some("runs one task when nobody comes, although it may use 2 zones"),
    ),
    (
        "two tasks when nobody comes",
        SITE,
        &[("memory=1024", "memory=1024 desired_count=1 scale_least=2 scale_most=4 scale_cpu=60")],
        "single-task",
        None,
    ),
    // Logs
    (
        "a program of one's own in a design that logs nothing",
        SITE,
        &[("app -> lines : logs\n", "")],
        "nothing-logs",
        Some("Container app logs nowhere, as all others"),
    ),
    ("a first sketch that logs nothing", SITE, &[("app -> lines : logs\n", ""), ("app -> images : pulls\n", "")], "nothing-logs", None),
    // Secrets in plain text
    (
        "where a secret is",
        SITE,
        &[("port=8080\n", "port=8080 environment={DB_SECRET=\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1B2c3\"}\n")],
        "plain-secret",
        None,
    ),
    ("many tasks that do not scale", SITE, &[("memory=1024", "memory=1024 desired_count=8"), ("/24", "/28")], "scaling-room", None),
    (
        "a version of a policy that is newer than what is known",
        SITE,
        &[("", "role helper managed_policies=[\"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicyV2\"]\n")],
        "unknown-policy",
        None,
    ),
    ("a number of tokens", SITE, &[("port=8080\n", "port=8080 environment={MAX_TOKEN=512, USE_TOKEN=true}\n")], "plain-secret", None),
    (
        "a password of digits",
        SITE,
        &[("port=8080\n", "port=8080 environment={DB_PASSWORD=123456}\n")],
        "plain-secret",
        Some("gets DB_PASSWORD in plain text"),
    ),
    (
        "a short word for a password",
        SITE,
        &[("port=8080\n", "port=8080 environment={DB_PASS=hunter2, PGPWD=hunter2}\n")],
        "plain-secret",
        Some("gets PGPWD in plain text"),
    ),
    (
        "words that only look like it",
        SITE,
        &[("port=8080\n", "port=8080 environment={PWD=/srv, COMPASS=north, BYPASS=none, SITE=\"https://shop.example.com:8080/@me\"}\n")],
        "plain-secret",
        None,
    ),
    (
        "a password in an address",
        SITE,
        &[("port=8080\n", "port=8080 environment={DATABASE_URL=\"postgres://writer:hunter2@db.example.com/shop\"}\n")],
        "plain-secret",
        Some("gets DATABASE_URL in plain text: its value has a password in its address"),
    ),
    (
        "an address whose password is filled in",
        SITE,
        &[("port=8080\n", "port=8080 environment={DATABASE_URL=!Sub \"postgres://writer:${Password}@db.example.com/shop\"}\n")],
        "plain-secret",
        None,
    ),
    (
        "an access key",
        SITE,
        &[("port=8080\n", "port=8080 environment={KEY=AKIAIOSFODNN7EXAMPLE}\n")],
        "plain-secret",
        Some("its value has an access key of AWS"),
    ),
];

/// A raw distribution in front of a drawn bucket.
const PAGES: &str = "\
bucket pages
resource signs type=AWS::CloudFront::OriginAccessControl properties={OriginAccessControlConfig={Name=pages, OriginAccessControlOriginType=s3, SigningBehavior=always, SigningProtocol=sigv4}}
resource edge type=AWS::CloudFront::Distribution properties={DistributionConfig={Enabled=true, DefaultRootObject=index.html, Origins=[{Id=pages, DomainName=!GetAtt PagesBucket.RegionalDomainName, OriginAccessControlId=!Ref Signs, S3OriginConfig={OriginAccessIdentity=\"\"}}], DefaultCacheBehavior={TargetOriginId=pages, ViewerProtocolPolicy=redirect-to-https, CachePolicyId=658327ea-f89d-4fab-a63d-7e88639e58f6}}}
";

const LETS_READ: &str = "resource lets type=AWS::S3::BucketPolicy properties={Bucket=!Ref PagesBucket, PolicyDocument={Version=\"2012-10-17\", Statement={Effect=Allow, Principal={Service=cloudfront.amazonaws.com}, Action=\"s3:Get*\", Resource=!Sub \"${PagesBucket.Arn}/*\"}}}\n";

const CDN: (&str, &str) = ("users -> site : requests\n", "distribution cdn\nusers -> cdn : requests\ncdn -> site : fetches-from\n");
