/** What the server sends: GET /api/v1/jobs/<pk>/worksheet/. Numbers are texts, never floats. */

export type Language = 'vi' | 'en';

export interface Words2 {
  vi: string;
  en: string;
}

export interface Address {
  section: string;
  row: number;
  column: string;
  repeat: number;
}

export interface Column {
  key: string;
  label: Words2;
  /** `nominal` shows a value of the row, `text` holds words that were observed. */
  role: 'reference' | 'nominal' | 'reading' | 'check' | 'text' | 'computed' | 'label';
  required?: boolean;
  repeat?: number;
  expr?: string;
  direction?: 'up' | 'down' | '' | null;
  unit?: string | null;
  /** In a batch one entry serves all positions: the actual volume of the run. */
  shared?: boolean;
}

export interface Rule {
  key: string;
  label: Words2;
  expr: string;
  when?: string | null;
}

export interface Table {
  key: string;
  title: Words2;
  order?: string[];
  /** Keyed row after row (A, B, B, A), also where an order is given. */
  by_row?: boolean;
  columns: Column[];
  reference?: string | null;
  indication?: string | null;
  error?: string | null;
  acceptance?: Rule[];
  stop_on_fail?: boolean;
  /** The whole table may stay blank. */
  optional?: boolean;
  /** The slot whose standard supports its rows. */
  standard?: string | null;
  unit?: string | null;
  error_unit?: string | null;
}

export interface EnvironmentField {
  key: string;
  label: Words2;
  type?: 'quantity' | 'text';
  unit?: string | null;
  min?: string | null;
  max?: string | null;
  required?: boolean;
  /** Outside its bounds the job cannot be approved; else it is a reminder. */
  blocking?: boolean;
  note?: Words2 | null;
}

export interface Check {
  key: string;
  label: Words2;
  stop_on_fail?: boolean;
  items?: { vi: string[]; en: string[] };
}

export interface StandardSlot {
  key: string;
  label: Words2;
  requirement?: string | null;
  required?: boolean;
}

export interface FactField {
  key: string;
  label: Words2;
  type?: 'quantity' | 'number' | 'integer' | 'choice' | 'text' | 'boolean' | 'table';
  unit?: string | null;
  choices?: (string | { value: string; label: Words2 })[];
  columns?: { key: string }[];
}

export interface Constant {
  key: string;
  label: Words2;
  value: string;
  unit?: string | null;
}

export interface Definition {
  code: string;
  title: Words2;
  fields?: FactField[];
  constants?: Constant[];
  decision_rule?: string;
  /** As found, adjusted, as left: the procedure offers it. */
  adjustment?: boolean;
  /** The field that says how many channels there are, or names them. */
  channels?: string;
  channel_label?: Words2;
  environment?: EnvironmentField[];
  standards?: StandardSlot[];
  checks?: Check[];
  tables: Table[];
}

export interface PlanRow {
  row: number;
  reference?: string | null;
  label?: Words2 | null;
  limit?: string | null;
  unit?: string | null;
  error_unit?: string | null;
  /** Fewer repeats than the column has. */
  repeat?: number | null;
  /** Names of this row's formulas: the flow, the power factor, a percentage of a specification. */
  values?: Record<string, RowValue> | null;
  parameters?: Record<string, string> | null;
  standards?: Record<string, RowStandard> | null;
  standard?: string | null;
}

/** A text is a text; a number is its digits in a list of one. */
export type RowValue = string | boolean | [string] | null;

/** What the standard of a row says there: its correction, its U and k. */
export interface RowStandard {
  code: string;
  corr?: string | null;
  U?: string | null;
  k?: string | null;
  dev?: string | null;
}

export interface PlanTable {
  /** The section of its cells: `volume`, `volume~2`, `accuracy!left`. */
  key: string;
  rows: PlanRow[];
  /** What follows is not in plans made before there were channels and phases. */
  table?: string;
  channel?: number;
  phase?: string;
  label?: Words2 | null;
  unit?: string | null;
  error_unit?: string | null;
}

export interface Channel {
  channel: number;
  label: Words2 | string;
  verdict?: Verdict;
}

export type Mode = 'as_found' | 'first';

export interface Plan {
  unit: string;
  tables: PlanTable[];
  mode?: Mode;
  adjustment?: boolean;
  channels?: Channel[];
  scope?: { outside?: Words2 | string | null } | null;
}

export interface ChosenStandard {
  key: string;
  standard: number;
  code: string;
  name: Words2 | string;
  valid_until: string | null;
  certificate_number: string;
}

export interface Candidate {
  id: number;
  /** The slot of the procedure it would fill. */
  key: string;
  code: string;
  name: Words2 | string;
  valid_until: string | null;
  usable: boolean;
  why: string;
}

export interface StoredReading extends Address {
  id: string;
  digits: string;
  as_typed: string;
  unit: string;
  taken_at: string;
  by: unknown;
  reason?: string;
  supersedes?: string | null;
  superseded: boolean | string | null;
}

export interface CellReturn extends Address {
  comment: string;
  by: unknown;
  at: string;
  settled: boolean | string | null;
}

/** Of a point, a channel, the whole; "" while something is missing. Rules may know more words. */
export type Verdict = '' | 'pass' | 'fail' | 'reported' | 'conditional_pass' | 'conditional_fail' | 'undecided';

export interface Result {
  section: string;
  row: number;
  error: string;
  computed: Record<string, string | null> | string;
  limit: string;
  verdict: Verdict;
  phase?: string;
  error_unit?: string;
  stated_error?: string;
  stated_expanded?: string;
}

export interface Room {
  id: number;
  name: string;
}

/** A photo or a file that the server has. */
export interface Attached {
  id: string;
  name: string;
  kind: string;
  size: number;
  caption: string;
  section: string;
  row: number | null;
  taken_at: string;
  by: unknown;
}

/** What forbids the work, until what happens, who can make it happen. */
export interface Block {
  what: string;
  until?: string | null;
  who?: string | null;
}

export interface Job {
  id: number;
  state: 'open' | 'measuring' | 'measured' | 'approved' | 'cancelled';
  service: string;
  regime?: string;
  /** The rule by which a calibration is judged, where the customer asked for it. */
  conformity?: string;
  instrument: Record<string, unknown> | string | null;
  customer: Record<string, unknown> | string | null;
  technician: unknown;
  due_on: string | null;
}

export interface Bundle {
  job: Job;
  /** Null where no procedure is in force: then `blocks` says so. */
  definition: Definition | null;
  facts: Record<string, string>;
  plan: Plan | null;
  standards: { chosen: ChosenStandard[]; candidates: Candidate[] };
  readings: StoredReading[];
  returns: CellReturn[];
  results: Result[];
  /** Of the whole, as the server judges it; "" while something is missing. */
  verdict?: Verdict;
  blocks: Block[];
  mode?: Mode;
  channels?: Channel[];
  attachments?: Attached[];
  rooms?: Room[];
  /** Where the instrument stands on a bench that is read together. */
  batch?: { id: number; name: string; position: number } | null;
  /** Whether the values keep their limits, where the customer asked for a statement of it. */
  conformity?: Verdict;
  /** Facts, constants and the job as formulas see them, quantities in the unit of the worksheet. */
  names?: Record<string, RowValue>;
  scope?: { outside?: Words2 | string | null } | null;
}

/** GET /api/v1/batches/<pk>/: worksheets that are read together, by position. */
export interface BatchBundle {
  id?: number;
  name: string;
  places: { position: number; bundle: Bundle }[];
}

/** What somebody else recorded in a cell before this device's reading came. */
export interface Theirs {
  id: string;
  digits: string;
  unit: string;
  by: unknown;
  taken_at: string;
}

/** The answer to one reading of a batch. */
export interface ItemAnswer {
  id: string;
  status: 'accepted' | 'known' | 'conflict' | 'refused';
  code?: string;
  message?: string;
  field?: string;
  found?: string;
  allowed?: string;
  theirs?: Theirs | null;
}

export interface Fault {
  field?: string;
  code?: string;
  message: string;
  found?: string;
  allowed?: string;
}

export interface Refusal {
  code: string;
  message: string;
  faults: Fault[];
}
