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
  role: 'reference' | 'reading' | 'check' | 'computed' | 'label';
  required?: boolean;
  repeat?: number;
  expr?: string;
  direction?: 'up' | 'down' | null;
  unit?: string | null;
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
  columns: Column[];
  reference?: string | null;
  indication?: string | null;
  error?: string | null;
  acceptance?: Rule[];
  stop_on_fail?: boolean;
}

export interface EnvironmentField {
  key: string;
  label: Words2;
  unit: string;
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
}

export interface FactField {
  key: string;
  label: Words2;
}

export interface Definition {
  code: string;
  title: Words2;
  fields?: FactField[];
  decision_rule?: string;
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
  parameters?: Record<string, string> | null;
}

export interface Plan {
  unit: string;
  tables: { key: string; rows: PlanRow[] }[];
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
  superseded: boolean | string | null;
}

export interface CellReturn extends Address {
  comment: string;
  by: unknown;
  at: string;
  settled: boolean | string | null;
}

export interface Result {
  section: string;
  row: number;
  error: string;
  computed: Record<string, string | null> | string;
  limit: string;
  verdict: '' | 'pass' | 'fail' | 'reported';
  stated_error?: string;
  stated_expanded?: string;
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
  verdict?: '' | 'pass' | 'fail' | 'reported';
  blocks: Block[];
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
