/** The body of a 200 answer of `POST /otp/promise`. */
export interface Answer {
  status: string;
  promise_date: string | null;
  promise_date_raw: string | null;
  desired_date: string | null;
  desired_date_mode: string;
  on_time: boolean | null;
  adjusted_due_to_no_early_delivery: boolean;
  can_fulfill: boolean;
  confidence: string;
  plan: AnswerLine[];
  reasons: string[];
  blockers: string[];
  options: AnswerOption[];
  order_day: string | null;
  data_as_of: string;
  data_source: string;
  promise_id: string;
}

export interface AnswerLine {
  item_code: string;
  qty_required: number;
  fulfillment: {
    source: string;
    item_code: string;
    qty: number;
    available_date: string | null;
    ship_ready_date: string | null;
    warehouse: string | null;
    po_id: string | null;
    expected_date: string | null;
  }[];
  shortage: number;
}

export interface AnswerOption {
  type: string;
  description: string;
  impact: string;
  po_id: string | null;
  promise_date: string | null;
}
