/** What a customer asks for. Enum words are those of the API; an absent field may be null or undefined. */
export type DesiredDateMode = 'LATEST_ACCEPTABLE' | 'STRICT_FAIL' | 'NO_EARLY_DELIVERY';
export type InboundScope = 'SCOPE' | 'COMPANY';
export type OverduePo = 'EXCLUDE' | 'ASSUME_DAYS';

export interface PromiseRequest {
  readonly items: readonly OrderLine[];
  readonly desired_date?: string | null | undefined;
  readonly sales_order_id?: string | null | undefined;
  readonly rules?: Rules | null | undefined;
}

export interface OrderLine {
  readonly item_code: string;
  /** In `uom`. */
  readonly qty: number;
  /** Leaf or group. */
  readonly warehouse?: string | null | undefined;
  /** Absent: the item's stock unit. */
  readonly uom?: string | null | undefined;
}

/** The word UNSPECIFIED is protobuf's for absent. */
export interface Rules {
  readonly no_weekends?: boolean | null | undefined;
  /** HH:MM. */
  readonly cutoff_time?: string | null | undefined;
  /** IANA zone. */
  readonly timezone?: string | null | undefined;
  /** YYYY-MM-DDTHH:mm in `timezone`. */
  readonly order_created_at?: string | null | undefined;
  readonly lead_time_buffer_days?: number | null | undefined;
  readonly processing_lead_time_days?: number | null | undefined;
  readonly desired_date_mode?: DesiredDateMode | 'DESIRED_DATE_MODE_UNSPECIFIED' | null | undefined;
  readonly inbound_scope?: InboundScope | 'INBOUND_SCOPE_UNSPECIFIED' | null | undefined;
  readonly overdue_po?: OverduePo | 'OVERDUE_PO_UNSPECIFIED' | null | undefined;
  readonly overdue_po_days?: number | null | undefined;
}

/** What a deployment has chosen for orders that do not say. */
export interface RuleDefaults {
  readonly default_warehouse: string;
  readonly timezone: string;
  readonly cutoff_time: string;
  readonly no_weekends: boolean;
  readonly lead_time_buffer_days: number;
  readonly processing_lead_time_days: number;
  readonly desired_date_mode: DesiredDateMode;
  readonly inbound_scope: InboundScope;
  readonly overdue_po: OverduePo;
  readonly overdue_po_days?: number | null | undefined;
}

/** An order that says everything. */
export interface Order {
  readonly items: readonly OrderLine[];
  readonly default_warehouse: string;
  readonly desired_date: string | null;
  readonly sales_order_id: string | null;
  readonly no_weekends: boolean;
  readonly cutoff_time: string;
  readonly timezone: string;
  readonly order_created_at: string | null;
  readonly lead_time_buffer_days: number;
  readonly processing_lead_time_days: number;
  readonly desired_date_mode: DesiredDateMode;
  readonly inbound_scope: InboundScope;
  readonly overdue_po: OverduePo;
  readonly overdue_po_days: number | null;
}

export function applyDefaults(request: PromiseRequest, defaults: RuleDefaults): Order {
  const rules: Rules = request.rules ?? {};
  return {
    items: request.items,
    default_warehouse: defaults.default_warehouse,
    desired_date: request.desired_date ?? null,
    sales_order_id: request.sales_order_id ?? null,
    no_weekends: rules.no_weekends ?? defaults.no_weekends,
    cutoff_time: rules.cutoff_time ?? defaults.cutoff_time,
    timezone: rules.timezone ?? defaults.timezone,
    order_created_at: rules.order_created_at ?? null,
    lead_time_buffer_days: rules.lead_time_buffer_days ?? defaults.lead_time_buffer_days,
    processing_lead_time_days: rules.processing_lead_time_days ?? defaults.processing_lead_time_days,
    desired_date_mode: specified<DesiredDateMode>(rules.desired_date_mode) ?? defaults.desired_date_mode,
    inbound_scope: specified<InboundScope>(rules.inbound_scope) ?? defaults.inbound_scope,
    overdue_po: specified<OverduePo>(rules.overdue_po) ?? defaults.overdue_po,
    overdue_po_days: rules.overdue_po_days ?? defaults.overdue_po_days ?? null,
  };
}

type Unspecified = `${string}_UNSPECIFIED`;

function specified<W extends string>(word: W | Unspecified | null | undefined): W | null {
  return !word || isUnspecified(word) ? null : word;
}

function isUnspecified(word: string): word is Unspecified {
  return word.endsWith('_UNSPECIFIED');
}
