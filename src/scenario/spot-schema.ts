/** The zod field for `assumptions.spot`: which Spot market model, how its hazards are read, and the recordings it replays. */
import './zod-settings.ts';
import { z } from 'zod';
import { later } from './later.ts';
import { numberField, secondsField } from './quantity-schema.ts';

/** `m5.large/0`, `m5.large`; zone numbers, because zone letters are account-specific. */
const POOL_NAME = /^[a-z][a-z0-9-]*\.[a-z0-9-]+(\/\d)?$/;
const poolName = z
  .string()
  .regex(POOL_NAME, 'expected an instance type such as m5.large, or type/zone such as m5.large/0');
const path = z.string().min(1);

const outage = z.strictObject({
  instanceType: z.string().min(1).exactOptional(),
  family: z.string().min(1).exactOptional(),
  zone: z.int().min(0).max(5).exactOptional(),
  fromHour: numberField({ minimum: 0 }, 'Start, hours since the start of the run.'),
  hours: numberField({ minimum: 0 }, 'Length in hours; to the end of the run when left out.').exactOptional(),
});

export const spotSchema = later(() =>
  z.strictObject({
    model: z.enum(['pools', 'advisor', 'replay', 'price-history', 'none']).exactOptional(),
    preset: z.enum(['calm', 'typical', 'scarce']).exactOptional(),
    advisorReading: z
      .enum(['launch', 'month'])
      .exactOptional()
      .describe('What the Spot Advisor share counts: instances launched, or instances left running for a month.'),
    advisorMeanLifeHours: numberField(
      { minimum: 0.01, maximum: 10_000 },
      'Mean life of instances their owner ends, hours.',
    ).exactOptional(),
    hazardScale: numberField({ minimum: 0, maximum: 1000 }, 'Multiplies every reclaim hazard.').exactOptional(),
    hazardPerHour: numberField(
      { minimum: 0, maximum: 1000 },
      'One constant reclaim rate per hour for every pool.',
    ).exactOptional(),
    poolHazardsPerHour: z
      .record(
        z.union([poolName, z.literal('*')]),
        numberField({ minimum: 0, maximum: 1000 }, 'Reclaims per instance-hour.'),
      )
      .exactOptional()
      .describe('Measured reclaims per instance-hour by type/zone, by type, or * for all; from import --spot-events.'),
    noticeSeconds: secondsField({ minimum: 0, maximum: 3600 }, 'Notice before EC2 takes an instance.').exactOptional(),
    noNoticeShare: numberField({ minimum: 0, maximum: 1 }, 'Share of reclaims without any notice.').exactOptional(),
    checkpointOnNotice: z
      .boolean()
      .exactOptional()
      .describe('Jobs that checkpoint save their progress once more when the notice comes.'),
    replay: z
      .strictObject({
        files: z
          .record(poolName, path)
          .describe('Files in the spot-traces format by type/zone or by type, relative to this file; .gz is fine.'),
        afterEnd: z
          .enum(['wrap', 'stay'])
          .exactOptional()
          .describe('After the last tick: start over, or keep the count.'),
      })
      .exactOptional()
      .describe('Recorded availability, for the model replay.'),
    priceHistory: path
      .exactOptional()
      .describe('Answer of aws ec2 describe-spot-price-history, relative to this file, for the model price-history.'),
    outages: z.array(outage).exactOptional().describe('Times when Spot pools are offline whatever the model says.'),
  }),
);
