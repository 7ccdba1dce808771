/**
 * The event kernel: a total order (time, kind, sequence) over all that is under way. Events at the same time run in the order of their
 * kind, then in the order they were pushed; nothing is allocated per event. Near events are in a heap, the others in a calendar
 * (Brown, Calendar queues, CACM 31(10), 1988): a year of days, each a list in no order, which goes into the heap when its day comes.
 * So an event costs a few steps however many are under way, and at worst, where all are of one moment, what the heap costs.
 */
import { EventHeap, FIRST, KIND, NEXT, NO_ROW, RANK, ROW, SECOND, TIME, WIDE_ROW } from './event-heap.ts';
import { WIDE } from './wide-number.ts';

/** Sequence numbers stay below this, so kind * KIND_STEP + sequence is exact in a double. */
const KIND_STEP = 2 ** 48;

/** With fewer events under way there is no calendar. */
const FEW_EVENTS = 24;
/** Shorter runs keep all in the heap: the calendar is more for V8 to compile than it saves them. */
const WORTH_A_CALENDAR_JOBS = 50_000;
const NO_LIMIT = 1 << 30;
/** With more in the heap a new calendar is laid out, if as many were pushed since the last as now have to be moved. */
const MANY_IN_HEAP = 32;
/** Fewer, and empty days are walked over; more, and the heap has work to do. */
const EVENTS_PER_DAY = 2;
/** For each event under way when the year begins, so that most of those pushed later are of that year too. */
const DAYS_PER_EVENT = 4;
/** With fewer events under way all that is known of them is near the processor. */
const FAR_EVENTS = 4096;
/** So many days are read at once where it is not. */
const DAYS_AHEAD = 32;
/** So many of each. */
const EVENTS_AHEAD = 3;
/** One in so many events is looked at to find out how long a day should be. */
const SAMPLED = 4;

export class EventQueue extends EventHeap {
  /** How many events are under way. */
  length = 0;
  private sequence = 0;

  /** By day of the year the first row of its list. The days before `today` are in the heap. */
  private days: Int32Array = new Int32Array(0);
  private dayCount = 0;
  private today = 1;
  private yearStartMs = WIDE;
  /** 0 without a calendar: all is in the heap then, as of day 0. */
  private daysPerMs = WIDE;
  /** First row of the list of events behind the year. */
  private later = NO_ROW;
  private yearSequence = 0;
  /** The first day whose events have not been read ahead. */
  private unreadDay = 0;
  /** Events have been read ahead, but not what they are about: see `soon`. */
  hasSoon = false;
  /** Of each day that is read ahead the event it has come to. */
  private readonly reached = new Int32Array(DAYS_AHEAD);

  /** The event last popped. */
  kind = 0;
  first = 0;
  second = 0;

  private readonly mostInHeap: number;

  /** For a run of so many jobs. */
  constructor(jobs: number) {
    super();
    this.yearStartMs = this.daysPerMs = 0;
    this.mostInHeap = jobs < WORTH_A_CALENDAR_JOBS ? NO_LIMIT : MANY_IN_HEAP;
  }

  /** How many events were popped so far. */
  get popped(): number {
    return this.sequence - this.length;
  }

  /** Time of the earliest event; Infinity when empty. */
  nextTimeMs(): number {
    return this.wide[WIDE_ROW * this.heap[0] + TIME];
  }

  /** True when the earliest event's kind runs before the given kind. */
  nextIsBefore(kind: number): boolean {
    return this.rows[ROW * this.heap[0] + KIND] < kind;
  }

  push(timeMs: number, kind: number, first: number, second: number): void {
    if (this.freeRow === this.capacity) this.grow();
    const { wide, rows, freeRow: row } = this;
    this.freeRow += 1 + rows[ROW * row + NEXT];
    this.length++;
    wide[WIDE_ROW * row + TIME] = timeMs;
    wide[WIDE_ROW * row + RANK] = kind * KIND_STEP + this.sequence++;
    rows[ROW * row + KIND] = kind;
    rows[ROW * row + FIRST] = first;
    rows[ROW * row + SECOND] = second;
    this.place(row);
    if (this.heapLength > this.mostInHeap && this.sequence - this.yearSequence > this.length) this.beginYear();
  }

  /** Takes the earliest event into `kind`, `first`, `second`. The queue must not be empty. */
  pop(): void {
    const { heap, rows } = this;
    const row = heap[0];
    this.kind = rows[ROW * row + KIND];
    this.first = rows[ROW * row + FIRST];
    this.second = rows[ROW * row + SECOND];
    rows[ROW * row + NEXT] = this.freeRow - row - 1;
    this.freeRow = row;
    this.length--;
    this.heapLength--;
    this.siftDown();
    if (this.daysPerMs > 0 && this.heapLength === 0) this.endDay();
  }

  /** Puts `first` of the events that were read ahead into the list, as far as it goes, and says of how many. */
  soon(list: Int32Array): number {
    const { days, rows, today, unreadDay } = this;
    this.hasSoon = false;
    let length = 0;
    for (let day = today; day < unreadDay; day++)
      for (let row = days[day]; row !== NO_ROW && length < list.length; row = rows[ROW * row + NEXT])
        list[length++] = rows[ROW * row + FIRST];
    return length;
  }

  /** Puts the event of the row into the heap, into its day or behind the year. */
  private place(row: number): void {
    const { rows } = this;
    const day = (this.wide[WIDE_ROW * row + TIME] - this.yearStartMs) * this.daysPerMs;
    // Or not a number, which a time of Infinity may make of it.
    if (!(day >= this.today)) this.siftUp(row);
    else if (day < this.dayCount) {
      rows[ROW * row + NEXT] = this.days[day | 0];
      this.days[day | 0] = row;
    } else {
      rows[ROW * row + NEXT] = this.later;
      this.later = row;
    }
  }

  private endDay(): void {
    if (this.length > 0) this.turnToNextDay();
    // Or the next event would wait for its day with nobody to turn to it.
    else this.daysPerMs = 0;
  }

  /** Fills the empty heap with the next day that has any event. */
  private turnToNextDay(): void {
    const { days, dayCount } = this;
    let day = this.today;
    while (day < dayCount && days[day] === NO_ROW) day++;
    if (day >= dayCount) {
      this.beginYear();
      return;
    }
    this.today = day + 1;
    if (day >= this.unreadDay && this.length >= FAR_EVENTS) this.readAhead(day);
    this.empty(day);
  }

  /**
   * Reads the first events of each of the next days. Those of all days are waited for together: nothing here depends on what was read just
   * before, nor does any branch. (There is a row of no event, too, and none comes after it.)
   */
  private readAhead(day: number): void {
    const { days, rows, dayCount, reached } = this;
    const count = day + DAYS_AHEAD < dayCount ? DAYS_AHEAD : dayCount - day;
    for (let ahead = 0; ahead < count; ahead++) reached[ahead] = days[day + ahead];
    for (let depth = 0; depth < EVENTS_AHEAD; depth++)
      for (let ahead = 0; ahead < count; ahead++) reached[ahead] = rows[ROW * reached[ahead] + NEXT];
    this.unreadDay = day + count;
    this.hasSoon = true;
  }

  private empty(day: number): void {
    this.placeAll(this.days[day]);
    this.days[day] = NO_ROW;
  }

  private placeAll(list: number): void {
    let next: number;
    for (let row = list; row !== NO_ROW; row = next) {
      next = this.rows[ROW * row + NEXT];
      this.place(row);
    }
  }

  /** Lays out a year for all events under way, and fills the heap with its first day. */
  private beginYear(): void {
    const list = this.clear();
    this.yearSequence = this.sequence;
    this.daysPerMs = this.length > FEW_EVENTS ? this.eventsPerMs(list) / EVENTS_PER_DAY : 0;
    this.today = this.daysPerMs > 0 ? 0 : 1;
    this.unreadDay = 0;
    this.dayCount = DAYS_PER_EVENT * this.length;
    if (this.days.length < this.dayCount) this.days = new Int32Array(2 * this.dayCount);
    this.placeAll(list);
    if (this.heapLength === 0) this.turnToNextDay();
  }

  /** Takes all events out of the heap and out of what is left of the year, into one list. */
  private clear(): number {
    const { heap, heapLength, dayCount, today } = this;
    this.heapLength = 0;
    this.daysPerMs = this.today = this.dayCount = 0;
    for (let position = 0; position < heapLength; position++) {
      const row = heap[position];
      heap[position] = NO_ROW;
      this.place(row);
    }
    for (let day = today; day < dayCount; day++) this.empty(day);
    const list = this.later;
    this.later = NO_ROW;
    return list;
  }

  /**
   * How close the earliest quarter of the events is, by a sample: so every year has about that quarter at least, and is worth its days. 0
   * when it is of one moment, or less than a microsecond. Sets where the year starts, too.
   */
  private eventsPerMs(list: number): number {
    const { wide, rows, length } = this;
    const sample: number[] = [];
    let startMs = Number.POSITIVE_INFINITY;
    let place = 0;
    for (let row = list; row !== NO_ROW; row = rows[ROW * row + NEXT]) {
      const timeMs = wide[WIDE_ROW * row + TIME];
      if (timeMs < startMs) startMs = timeMs;
      if (place++ % SAMPLED === 0) sample.push(timeMs);
    }
    this.yearStartMs = startMs;
    const quarterMs = Float64Array.from(sample).sort()[sample.length >> 2] - startMs;
    return quarterMs > 0.001 ? length / 4 / quarterMs : 0;
  }
}
