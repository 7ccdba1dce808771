/** The zod field for `assumptions.spot`: which Spot market model, how its hazards are read, and the recordings it replays. */
import { z } from 'zod/mini';
import { described } from './described.ts';
import { later } from './later.ts';
import { numberField, secondsField, wholeNumber } from './quantity-schema.ts';
import { filledText, text } from './text-schema.ts';

/** `m5.large/0`, `m5.large`; zone numbers, because zone letters are account-specific. */
const POOL_NAME = /^[a-z][a-z0-9-]*\.[a-z0-9-]+(\/\d)?$/;
const poolName = text.check(
  z.regex(POOL_NAME, 'expected an instance type such as m5.large, or type/zone such as m5.large/0'),
);

const outage = z.strictObject({
  instanceType: z.exactOptional(filledText),
  family: z.exactOptional(filledText),
  zone: z.exactOptional(wholeNumber(0, 5)),
  fromHour: numberField({ minimum: 0 }, 'Start, hours since the start of the run.'),
  hours: z.exactOptional(numberField({ minimum: 0 }, 'Length in hours; to the end of the run when left out.')),
});

const replay = z.strictObject({
  files: described(
    z.record(poolName, filledText),
    'Files in the spot-traces format by type/zone or by type, relative to this file; .gz is fine.',
  ),
  afterEnd: described(z.exactOptional(z.enum(['wrap', 'stay'])), 'After the last tick: start over, or keep the count.'),
});

export const spotSchema = later(() =>
  z.strictObject({
    model: z.exactOptional(z.enum(['pools', 'advisor', 'replay', 'price-history', 'none'])),
    preset: z.exactOptional(z.enum(['calm', 'typical', 'scarce'])),
    advisorReading: described(
      z.exactOptional(z.enum(['launch', 'month'])),
      'What the Spot Advisor share counts: instances launched, or instances left running for a month.',
    ),
    advisorMeanLifeHours: z.exactOptional(
      numberField({ minimum: 0.01, maximum: 10_000 }, 'Mean life of instances their owner ends, hours.'),
    ),
    hazardScale: z.exactOptional(numberField({ minimum: 0, maximum: 1000 }, 'Multiplies every reclaim hazard.')),
    hazardPerHour: z.exactOptional(
      numberField({ minimum: 0, maximum: 1000 }, 'One constant reclaim rate per hour for every pool.'),
    ),
    poolHazardsPerHour: described(
      z.exactOptional(
        z.record(
          z.union([poolName, z.literal('*')]),
          numberField({ minimum: 0, maximum: 1000 }, 'Reclaims per instance-hour.'),
        ),
      ),
      'Measured reclaims per instance-hour by type/zone, by type, or * for all; from import --spot-events.',
    ),
    noticeSeconds: z.exactOptional(secondsField({ minimum: 0, maximum: 3600 }, 'Notice before EC2 takes an instance.')),
    noNoticeShare: z.exactOptional(numberField({ minimum: 0, maximum: 1 }, 'Share of reclaims without any notice.')),
    checkpointOnNotice: described(
      z.exactOptional(z.boolean()),
      'Jobs that checkpoint save their progress once more when the notice comes.',
    ),
    replay: described(z.exactOptional(replay), 'Recorded availability, for the model replay.'),
    priceHistory: described(
      z.exactOptional(filledText),
      'Answer of aws ec2 describe-spot-price-history, relative to this file, for the model price-history.',
    ),
    outages: described(z.exactOptional(z.array(outage)), 'Times when Spot pools are offline whatever the model says.'),
  }),
);
