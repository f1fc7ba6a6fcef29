# ---- Whether a resource is there: asked of its own service, before (its name may be taken) and after (it may be left) ----

# What the last question was answered.
answer=''

# Asks AWS: 0 when it answers with something, 1 when there is no such thing, 2 when it cannot tell.
asked() {
    if answer=$(aws "$@" --output text 2>&1); then
        case "$answer" in
            '' | None) return 1 ;;
            *) return 0 ;;
        esac
    fi
    case "$answer" in
        *NotFound* | *'not found'* | *'Not Found'* | *NoSuch* | *'does not exist'* | *NonExistent* | *ResourceNotExists*) return 1 ;;
        *) return 2 ;;
    esac
}

# Whether AWS has a resource of the type $1 with the name or physical id $2: 0 yes, 1 no, 2 cannot tell.
# Subnets, route tables and security groups are not asked for: as long as one is there, its VPC cannot be deleted.
resource_exists() {
    local cluster
    case "$1" in
        AWS::S3::Bucket)
            answer=$(aws s3api head-bucket --bucket "$2" 2>&1) && return 0
            # The name of a bucket that belongs to somebody else is taken, too.
            case "$answer" in
                *403* | *301*) return 0 ;;
                *404*) return 1 ;;
                *) return 2 ;;
            esac
            ;;
        AWS::ECR::Repository) asked ecr describe-repositories --repository-names "$2" --query 'repositories[].repositoryName' ;;
        AWS::ECS::Cluster) asked ecs describe-clusters --clusters "$2" --query "clusters[?status!='INACTIVE'].clusterName" ;;
        AWS::ECS::Service)
            # arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME
            [[ "$2" == arn:*/*/* ]] || return 2
            cluster=${2%/*}
            asked ecs describe-services --cluster "${cluster##*/}" --services "$2" --query "services[?status!='INACTIVE'].serviceName"
            ;;
        AWS::ECS::TaskDefinition)
            asked ecs describe-task-definition --task-definition "$2" --query "[taskDefinition][?status=='ACTIVE'].taskDefinitionArn"
            ;;
        AWS::ElasticLoadBalancingV2::LoadBalancer)
            case "$2" in
                arn:*) asked elbv2 describe-load-balancers --load-balancer-arns "$2" --query 'LoadBalancers[].LoadBalancerName' ;;
                *) asked elbv2 describe-load-balancers --names "$2" --query 'LoadBalancers[].LoadBalancerName' ;;
            esac
            ;;
        AWS::ElasticLoadBalancingV2::TargetGroup)
            case "$2" in
                arn:*) asked elbv2 describe-target-groups --target-group-arns "$2" --query 'TargetGroups[].TargetGroupName' ;;
                *) asked elbv2 describe-target-groups --names "$2" --query 'TargetGroups[].TargetGroupName' ;;
            esac
            ;;
        AWS::EC2::VPC) asked ec2 describe-vpcs --vpc-ids "$2" --query 'Vpcs[].VpcId' ;;
        AWS::EC2::InternetGateway) asked ec2 describe-internet-gateways --internet-gateway-ids "$2" --query 'InternetGateways[].InternetGatewayId' ;;
        AWS::EC2::NatGateway)
            asked ec2 describe-nat-gateways --nat-gateway-ids "$2" --query "NatGateways[?State!='deleted'].NatGatewayId"
            ;;
        # CloudFormation calls an elastic address by its number.
        AWS::EC2::EIP) asked ec2 describe-addresses --public-ips "$2" --query 'Addresses[].PublicIp' ;;
        AWS::EC2::VPCEndpoint)
            asked ec2 describe-vpc-endpoints --vpc-endpoint-ids "$2" --query "VpcEndpoints[?State!='deleted'].VpcEndpointId"
            ;;
        AWS::IAM::Role) asked iam get-role --role-name "$2" --query Role.RoleName ;;
        AWS::IAM::ManagedPolicy)
            case "$2" in
                arn:*) asked iam get-policy --policy-arn "$2" --query Policy.PolicyName ;;
                *) asked iam get-policy --policy-arn "arn:$partition:iam::$account:policy/$2" --query Policy.PolicyName ;;
            esac
            ;;
        AWS::Logs::LogGroup)
            asked logs describe-log-groups --log-group-name-prefix "$2" --query 'logGroups[].[logGroupName]' || return $?
            has_line "$answer" "$2"
            ;;
        AWS::DynamoDB::Table) asked dynamodb describe-table --table-name "$2" --query Table.TableName ;;
        AWS::SQS::Queue)
            case "$2" in
                https:* | http:*) asked sqs get-queue-attributes --queue-url "$2" --attribute-names QueueArn --query Attributes.QueueArn ;;
                *) asked sqs get-queue-url --queue-name "$2" --query QueueUrl ;;
            esac
            ;;
        AWS::SNS::Topic)
            case "$2" in
                arn:*) asked sns get-topic-attributes --topic-arn "$2" --query Attributes.TopicArn ;;
                *) asked sns get-topic-attributes --topic-arn "arn:$partition:sns:$region:$account:$2" --query Attributes.TopicArn ;;
            esac
            ;;
        AWS::SecretsManager::Secret) asked secretsmanager describe-secret --secret-id "$2" --query '[@][?DeletedDate==null].ARN' ;;
        AWS::SSM::Parameter) asked ssm get-parameter --name "$2" --query Parameter.Name ;;
        # A key is never gone at once: AWS keeps it for 7 to 30 days, disabled and free of charge.
        AWS::KMS::Key) asked kms describe-key --key-id "$2" --query "[KeyMetadata][?KeyState!='PendingDeletion'].KeyId" ;;
        AWS::KMS::Alias) asked kms describe-key --key-id "$2" --query KeyMetadata.KeyId ;;
        AWS::CloudWatch::Alarm) asked cloudwatch describe-alarms --alarm-names "$2" --query 'MetricAlarms[].AlarmName' ;;
        AWS::Events::Rule) asked events describe-rule --name "${2##*|}" --query Name ;;
        AWS::Scheduler::Schedule) asked scheduler get-schedule --name "$2" --query Name ;;
        AWS::Cognito::UserPool) asked cognito-idp describe-user-pool --user-pool-id "$2" --query UserPool.Id ;;
        AWS::Cognito::UserPoolDomain) asked cognito-idp describe-user-pool-domain --domain "$2" --query DomainDescription.Domain ;;
        AWS::CloudFront::Distribution) asked cloudfront get-distribution --id "$2" --query Distribution.Id ;;
        AWS::CertificateManager::Certificate) asked acm describe-certificate --certificate-arn "$2" --query Certificate.CertificateArn ;;
        AWS::Route53::HostedZone) asked route53 get-hosted-zone --id "$2" --query HostedZone.Id ;;
        AWS::Lambda::Function) asked lambda get-function --function-name "$2" --query Configuration.FunctionName ;;
        # The name of an output's export is unique in an account and region.
        Export)
            asked cloudformation list-exports --query 'Exports[].[Name]' || return $?
            has_line "$answer" "$2"
            ;;
        *) return 2 ;;
    esac
}
