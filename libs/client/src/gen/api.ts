// Made by `npm run client:generate` from the description of the HTTP API.

export interface paths {
    "/otp/promise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The date on which an order will arrive
         * @description A promise reserves nothing: two customers may be promised the same unit.
         */
        post: operations["promise"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/bulk-promise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The dates of many orders
         * @description Up to 100,000 orders, read as a stream. The answer has a line for each order, in their order, sent as soon as it is known: a promise, or why there is none. Each order is judged by itself against the same supply; none reserves anything. An order has at most 1 MiB; a broken one costs its own line only.
         */
        post: operations["bulkPromise"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/sales-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sales Orders, newest first */
        get: operations["listSalesOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/sales-orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A Sales Order with the stock of its lines */
        get: operations["getSalesOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Writes a promise into its Sales Order
         * @description As a comment, as the custom fields custom_otp_promise_date and custom_otp_confidence, or both. The same call twice leaves one comment. Custom fields that are missing are made by `npm run erpnext:install`.
         */
        post: operations["apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/procurement-suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suggests what to buy
         * @description Makes a draft Material Request, or a Task, with the reasons in it.
         */
        post: operations["suggestProcurement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Codes of items that can be ordered */
        get: operations["listItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/items/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Items that can be ordered, by a part of code or name */
        get: operations["searchItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/items/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether an item can be ordered */
        get: operations["checkItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/items/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stock of an item in a warehouse
         * @description Comes from a cache of up to 30 s, and stays there while ERPNext is down: `as_of` tells its age. Without a Bin all figures are zero.
         */
        get: operations["getItemStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/warehouses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tree of warehouses */
        get: operations["listWarehouses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether promises can be given
         * @description Comes from a cache of up to 5 s.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otp/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether promises can be given
         * @description Comes from a cache of up to 5 s.
         */
        get: operations["getOtpHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For an orchestrator: this process need not be replaced */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For an orchestrator: calls may be sent here */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the replica follows ERPNext */
        get: operations["getSync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/erpnext/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * For ERPNext: tells that a document has changed
         * @description `npm run erpnext:install` makes the webhooks. What they tell is read again, never believed.
         */
        post: operations["takeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @description A URN that names the kind of problem. */
            type: string;
            title: string;
            status: number;
            /** @description One readable sentence. */
            detail: string;
            /** @description Wrong places of the request; only with status 422. */
            errors?: {
                /** @description JSON pointer (RFC 6901) into the request, for example /items/0/qty. */
                pointer: string;
                message: string;
            }[];
            /** @enum {string} */
            code: "MALFORMED_JSON" | "BAD_REQUEST" | "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "SALES_ORDER_UNKNOWN" | "ITEM_UNKNOWN" | "WAREHOUSE_UNKNOWN" | "METHOD_NOT_ALLOWED" | "BODY_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "IDEMPOTENCY_IN_PROGRESS" | "VALIDATION_FAILED" | "IDEMPOTENCY_KEY_REUSED" | "RATE_LIMITED" | "SALES_ORDER_CANCELLED" | "SALES_ORDER_CHANGING" | "ERPNEXT_NOT_PREPARED" | "ERPNEXT_UNAVAILABLE" | "ERPNEXT_ERROR" | "SUPPLY_INVALID" | "SUPPLY_UNAVAILABLE" | "SUPPLY_UNSETTLED" | "UNAVAILABLE" | "DEADLINE_EXCEEDED" | "CANCELLED" | "INTERNAL";
            trace_id: string;
        };
        PromiseRequest: {
            /** @description Who asks. */
            customer: string;
            items: components["schemas"]["OrderLine"][];
            /** @description That the customer asked for. */
            desired_date?: string | null;
            /** @description Sales Order that this is about: what it has reserved itself is given back. */
            sales_order_id?: string | null;
            rules?: components["schemas"]["Rules"] | null;
        };
        OrderLine: {
            /** @description An item that can be ordered, or a product bundle. */
            item_code: string;
            /** @description In `uom`, with at most 9 decimals. */
            qty: number;
            /** @description Leaf or group that the line may be filled from; else the deployment's default. */
            warehouse?: string | null;
            /** @description One of the item's units; else its stock unit. */
            uom?: string | null;
        };
        /** @description What is left out is as the deployment's defaults say. */
        Rules: {
            /** @description Weekly off days are off; false: they are working days, holidays stay off. */
            no_weekends?: boolean;
            /** @description Orders that come after it start on the next working day. */
            cutoff_time?: string;
            /** @description IANA time zone that decides today and the cut-off. */
            timezone?: string | null;
            /** @description YYYY-MM-DDTHH:mm in `timezone` when the order was placed; else now. */
            order_created_at?: string | null;
            /** @description Working days added after the goods can leave. */
            lead_time_buffer_days?: number;
            /** @description Working days that the warehouse takes. */
            processing_lead_time_days?: number;
            /**
             * @description LATEST_ACCEPTABLE tells whether the date is met, STRICT_FAIL refuses a later one, NO_EARLY_DELIVERY waits for it.
             * @enum {string}
             */
            desired_date_mode?: "LATEST_ACCEPTABLE" | "STRICT_FAIL" | "NO_EARLY_DELIVERY";
            /**
             * @description Goods that count: those that arrive in the line's warehouses, or anywhere in the company.
             * @enum {string}
             */
            inbound_scope?: "SCOPE" | "COMPANY";
            /**
             * @description What an overdue Purchase Order is worth: nothing, or it arrives in `overdue_po_days`.
             * @enum {string}
             */
            overdue_po?: "EXCLUDE" | "ASSUME_DAYS";
            /** @description Working days after the order day, for ASSUME_DAYS. */
            overdue_po_days?: number | null;
        };
        PromiseResponse: {
            /** @enum {string} */
            status: "OK" | "CANNOT_FULFILL" | "CANNOT_PROMISE_RELIABLY";
            promise_date: string | null;
            promise_date_raw: string | null;
            desired_date: string | null;
            /** @enum {string} */
            desired_date_mode: "LATEST_ACCEPTABLE" | "STRICT_FAIL" | "NO_EARLY_DELIVERY";
            /** @description Null without a desired date or with a shortage. */
            on_time: boolean | null;
            adjusted_due_to_no_early_delivery: boolean;
            /** @description Nothing is missing. */
            can_fulfill: boolean;
            /** @enum {string} */
            confidence: "HIGH" | "MEDIUM" | "LOW";
            /** @description A line for each line of the order, in its order. */
            plan: components["schemas"]["PlanLine"][];
            /** @description Why the date is what it is. */
            reasons: string[];
            /** @description What stands in the way. */
            blockers: string[];
            /** @description What would bring an earlier date. */
            options: components["schemas"]["Option"][];
            order_day: string | null;
            /**
             * Format: date-time
             * @description When the oldest supply figure used was true.
             */
            data_as_of: string;
            /** @enum {string} */
            data_source: "LIVE" | "REPLICA" | "STALE";
            /** @description Names this answer in logs and traces. */
            promise_id: string;
        };
        PlanLine: {
            item_code: string;
            /** @description In stock units; of a bundle, the units of all its components together. */
            qty_required: number;
            fulfillment: components["schemas"]["Fulfillment"][];
            /** @description What is missing: with what fills the line it adds up to qty_required. */
            shortage: number;
        };
        Fulfillment: {
            /** @enum {string} */
            source: "stock" | "purchase_order" | "non_stock";
            /** @description The line's item, or the component of its bundle. */
            item_code: string;
            /** @description In stock units. */
            qty: number;
            available_date: string | null;
            ship_ready_date: string | null;
            warehouse: string | null;
            po_id: string | null;
            expected_date: string | null;
        };
        Option: {
            /** @enum {string} */
            type: "alternate_warehouse" | "expedite_po" | "split_shipment";
            description: string;
            impact: string;
            po_id: string | null;
            /**
             * Format: date
             * @description That the same calculation gives with this change.
             */
            promise_date: string;
        };
        BulkLine: components["schemas"]["PromiseResponse"] | components["schemas"]["BulkError"] | components["schemas"]["BulkEnd"];
        /** @description Stands in place of the promise. */
        BulkError: {
            /** @description Place of the order in the body, from 0 on. */
            index: number;
            error: components["schemas"]["Problem"];
        };
        /** @description The last line, when a summary was asked for or not every order was judged. */
        BulkEnd: {
            summary?: components["schemas"]["BulkSummary"];
            /** @description Why not every order was judged. */
            error?: components["schemas"]["Problem"];
        };
        BulkSummary: {
            orders: number;
            ok: number;
            /** @description Without a date, be it for want of goods or of certainty. */
            cannot_fulfill: number;
            /** @description Error lines. */
            invalid: number;
            /** @description How many orders are promised for each date. */
            promised_dates: {
                [key: string]: number;
            };
        };
        SalesOrderHead: {
            name: string;
            customer: string;
            customer_name: string | null;
            transaction_date: string | null;
            delivery_date: string | null;
            /** @description ERPNext's word. */
            status: string;
            /** @description In the order's currency. */
            grand_total: number;
        };
        SalesOrder: {
            id: string;
            sales_order_id: string;
            name: string;
            customer: string;
            customer_name: string | null;
            transaction_date: string | null;
            delivery_date: string | null;
            /** @description ERPNext's word. */
            status: string;
            /** @description In the order's currency. */
            grand_total: number;
            items: components["schemas"]["SalesOrderLine"][];
            /** @description With which a promise for it is calculated unless its request says otherwise. */
            defaults: {
                warehouse: string;
                /** @enum {string} */
                delivery_model: "LATEST_ACCEPTABLE" | "STRICT_FAIL" | "NO_EARLY_DELIVERY";
                /** @description HH:MM */
                cutoff_time: string;
                no_weekends: boolean;
            };
        };
        SalesOrderLine: {
            item_code: string;
            item_name: string | null;
            /** @description In `uom`. */
            qty: number;
            uom: string | null;
            warehouse: string | null;
            stock_actual: number | null;
            stock_reserved: number | null;
            stock_available: number | null;
        };
        ApplyRequest: {
            sales_order_id: string;
            /** Format: date */
            promise_date: string;
            /** @enum {string} */
            confidence: "HIGH" | "MEDIUM" | "LOW";
            /**
             * @default both
             * @enum {string}
             */
            action?: "add_comment" | "set_custom_field" | "both";
            /** @description For the comment; else it tells the date and its confidence. */
            comment_text?: string | null;
        };
        ApplyResponse: {
            /** @constant */
            status: "success";
            sales_order_id: string;
            actions_taken: ("add_comment" | "set_custom_field")[];
            error: null;
        };
        ProcurementRequest: {
            items: components["schemas"]["ShortItem"][];
            /**
             * @default material_request
             * @enum {string}
             */
            suggestion_type?: "material_request" | "task";
            /**
             * @default MEDIUM
             * @enum {string}
             */
            priority?: "HIGH" | "MEDIUM" | "LOW";
        };
        ShortItem: {
            item_code: string;
            /** @description In stock units. */
            qty_needed: number;
            /** Format: date */
            required_by: string;
            /** @description For the one who buys. */
            reason: string;
        };
        ProcurementResponse: {
            /** @constant */
            status: "success";
            /** @description Name of the draft Material Request, or of the Task. */
            suggestion_id: string;
            /** @enum {string} */
            type: "material_request" | "task";
            items_count: number;
            /**
             * Format: uri
             * @description Where people see it.
             */
            erpnext_url: string;
            error: null;
        };
        Item: {
            item_code: string;
            item_name: string;
            /** @description Unit in which stock is counted. */
            stock_uom: string;
        };
        ItemCheck: {
            /** @description Whether it can be ordered; false: ERPNext knows it, but it can't. */
            valid: boolean;
            /** @description As ERPNext writes it. */
            item_code: string;
            item_name: string;
        };
        ItemStock: {
            /** @description As ERPNext writes it. */
            item_code: string;
            warehouse: string;
            /** @description Physically there. */
            stock_actual: number;
            /** @description Owned by other demand. */
            stock_reserved: number;
            /** @description The rest; below zero it is owed. */
            stock_available: number;
            /**
             * Format: date-time
             * @description When this was true.
             */
            as_of: string;
        };
        Warehouse: {
            name: string;
            parent: string | null;
            is_group: boolean;
            /**
             * @description What becomes of goods that lie there.
             * @enum {string}
             */
            class: "SELLABLE" | "NEEDS_PROCESSING" | "IN_TRANSIT" | "NOT_AVAILABLE" | "GROUP";
            company: string;
            disabled: boolean;
        };
        Health: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy";
            version: string;
            erpnext_connected: boolean;
            message: string;
        };
        SyncState: {
            /** @description All items have been read at least once. */
            complete: boolean;
            covered_until: string | null;
            /** @description Items that the replica holds. */
            items: number;
            /** @description Webhooks of ERPNext that wait to be worked off. */
            hints_waiting: number;
            running: components["schemas"]["SyncRun"] | null;
            last: components["schemas"]["SyncRun"] | null;
            problems: string[];
        };
        SyncRun: {
            kind: string;
            items_done: number;
            items_total?: number | null;
            /** @description Why it ended early. */
            failure?: string | null;
            started_at: string | null;
            ended_at: string | null;
        };
    };
    responses: never;
    parameters: {
        /** @description Names the call in answer and logs; one that does not look like this is replaced. */
        "X-Request-Id": string;
        /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
        "X-Request-Timeout": number;
        /** @description W3C trace context. */
        traceparent: string;
    };
    requestBodies: never;
    headers: {
        /** @description Of the call, or made here. */
        "X-Request-Id": string;
        /** @description Seconds after which a repeat may help. */
        "Retry-After": number;
        /** @description Calls that are left, and in how many seconds all are back: "calls";r=39999;t=1 */
        RateLimit: string;
        /** @description Size of the bucket of calls, and in how many seconds it fills: "calls";q=40000;w=2 */
        "RateLimit-Policy": string;
        /** @description What is missing. */
        "WWW-Authenticate": string;
        /** @description Entries of the whole list. */
        "X-Total-Count": number;
        /** @description Whether this comes from the cache in front of the gateways. */
        "X-Cache-Status": "MISS" | "HIT" | "STALE" | "UPDATING" | "EXPIRED" | "REVALIDATED" | "BYPASS";
        /** @description This is the stored answer to an earlier call. */
        "Idempotency-Replayed": "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    promise: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The order. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromiseRequest"];
            };
        };
        responses: {
            /** @description The promise. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromiseResponse"];
                };
            };
            /**
             * @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done.
             *
             *     `MALFORMED_JSON`: The request body could not be parsed. Nothing was done.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `SALES_ORDER_UNKNOWN`: ERPNext does not know the Sales Order that the request names. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "SALES_ORDER_UNKNOWN";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: A request may have at most 1 MiB. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be sent as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNSUPPORTED_MEDIA_TYPE";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             *
             *     `SUPPLY_UNSETTLED`: Stock or purchase orders of this order changed during every attempt to read them.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "SUPPLY_UNAVAILABLE" | "SUPPLY_UNSETTLED";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    bulkPromise: {
        parameters: {
            query?: {
                /**
                 * @description true: a last line sums the stream up.
                 * @example true
                 */
                summary?: "true" | "false";
            };
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The orders: a list, or one a line. */
        requestBody: {
            content: {
                "application/x-ndjson": string;
                "application/json": components["schemas"]["PromiseRequest"][];
            };
        };
        responses: {
            /** @description A line for each order, and a last one when asked for or when something went wrong. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /**
             * @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done.
             *
             *     `MALFORMED_JSON`: The request body could not be parsed. Nothing was done.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be sent as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNSUPPORTED_MEDIA_TYPE";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /** @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    listSalesOrders: {
        parameters: {
            query?: {
                /**
                 * @description Most entries of the answer.
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description Entries that are left out before.
                 * @example 0
                 */
                offset?: number;
                /** @example Kontor GmbH */
                customer?: string;
                /** @example To Deliver and Bill */
                status?: "Draft" | "On Hold" | "To Pay" | "To Deliver and Bill" | "To Bill" | "To Deliver" | "Completed" | "Cancelled" | "Closed";
                /**
                 * @description First transaction date.
                 * @example 2020-01-01
                 */
                from_date?: string;
                /**
                 * @description Last transaction date.
                 * @example 2099-12-31
                 */
                to_date?: string;
                /**
                 * @description Part of its name or of the customer's, in any case.
                 * @example sal-ord
                 */
                search?: string;
            };
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Total-Count": components["headers"]["X-Total-Count"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrderHead"][];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getSalesOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description Name of the Sales Order.
                 * @example SAL-ORD-2026-00001
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The Sales Order. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /**
             * @description `SALES_ORDER_UNKNOWN`: ERPNext does not know the Sales Order that the request names.
             *
             *     `NOT_FOUND`: No such path.
             */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "SALES_ORDER_UNKNOWN" | "NOT_FOUND";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    apply: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a repeat harmless: the same key from the same caller with the same body gets the stored answer for 24 hours.
                 * @example desk-7-apply-1
                 */
                "Idempotency-Key"?: string;
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The promise. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplyRequest"];
            };
        };
        responses: {
            /** @description It is written. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplyResponse"];
                };
            };
            /**
             * @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done.
             *
             *     `MALFORMED_JSON`: The request body could not be parsed. Nothing was done.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `SALES_ORDER_UNKNOWN`: ERPNext does not know the Sales Order that the request names. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "SALES_ORDER_UNKNOWN";
                    };
                };
            };
            /**
             * @description `IDEMPOTENCY_IN_PROGRESS`: Another call with this Idempotency-Key has not ended yet. Repeat it later to get its answer.
             *
             *     `SALES_ORDER_CANCELLED`: A promise can not be written into a cancelled Sales Order. Nothing was written.
             *
             *     `SALES_ORDER_CHANGING`: Somebody else changed the Sales Order at each attempt to write into it. Nothing was written.
             */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "IDEMPOTENCY_IN_PROGRESS" | "SALES_ORDER_CANCELLED" | "SALES_ORDER_CHANGING";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: A request may have at most 1 MiB. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be sent as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNSUPPORTED_MEDIA_TYPE";
                    };
                };
            };
            /**
             * @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done.
             *
             *     `IDEMPOTENCY_KEY_REUSED`: The key came with another body in the last 24 hours. Nothing was done.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED" | "IDEMPOTENCY_KEY_REUSED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    suggestProcurement: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes a repeat harmless: the same key from the same caller with the same body gets the stored answer for 24 hours.
                 * @example desk-7-suggest-1
                 */
                "Idempotency-Key"?: string;
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description What is short. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcurementRequest"];
            };
        };
        responses: {
            /** @description It is made. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcurementResponse"];
                };
            };
            /**
             * @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done.
             *
             *     `MALFORMED_JSON`: The request body could not be parsed. Nothing was done.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `IDEMPOTENCY_IN_PROGRESS`: Another call with this Idempotency-Key has not ended yet. Repeat it later to get its answer. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "IDEMPOTENCY_IN_PROGRESS";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: A request may have at most 1 MiB. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be sent as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNSUPPORTED_MEDIA_TYPE";
                    };
                };
            };
            /**
             * @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done.
             *
             *     `IDEMPOTENCY_KEY_REUSED`: The key came with another body in the last 24 hours. Nothing was done.
             */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED" | "IDEMPOTENCY_KEY_REUSED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    listItems: {
        parameters: {
            query?: {
                /**
                 * @description Part of code or name, in any case.
                 * @example bolt
                 */
                search?: string;
                /**
                 * @description Most entries of the answer.
                 * @example 20
                 */
                limit?: number;
            };
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Item codes. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    searchItems: {
        parameters: {
            query?: {
                /**
                 * @description Part of code or name, in any case.
                 * @example hexagon
                 */
                query?: string;
                /**
                 * @description Most entries of the answer.
                 * @example 10
                 */
                limit?: number;
            };
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Items. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"][];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    checkItem: {
        parameters: {
            query: {
                /** @example bolt-m8 */
                item_code: string;
            };
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description ERPNext knows it. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemCheck"];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `ITEM_UNKNOWN`: ERPNext does not know the item that the request asks for. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ITEM_UNKNOWN";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getItemStock: {
        parameters: {
            query: {
                /** @example BOLT-M8 */
                item_code: string;
                /**
                 * @description Leaf, or group: the sum of its leaves.
                 * @example All Warehouses - AP
                 */
                warehouse: string;
            };
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stock. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Cache-Status": components["headers"]["X-Cache-Status"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemStock"];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /**
             * @description `ITEM_UNKNOWN`: ERPNext does not know the item that the request asks for.
             *
             *     `WAREHOUSE_UNKNOWN`: ERPNext does not know the warehouse that the request asks for.
             */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ITEM_UNKNOWN" | "WAREHOUSE_UNKNOWN";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    listWarehouses: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All warehouses, each with the group that it lies in. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Warehouse"][];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description `ERPNEXT_NOT_PREPARED`: A custom field or a permission of our ERPNext user is missing; detail names it. npm run erpnext:install makes both.
             *
             *     `ERPNEXT_ERROR`: ERPNext refused a request or answered something that is not understood.
             *
             *     `SUPPLY_INVALID`: A quantity, date or factor of a document that this order depends on is not readable; detail names it. Correct the document in ERPNext.
             */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "ERPNEXT_NOT_PREPARED" | "ERPNEXT_ERROR" | "SUPPLY_INVALID";
                    };
                };
            };
            /**
             * @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             *
             *     `ERPNEXT_UNAVAILABLE`: ERPNext is down, slow, in maintenance, or limits us. Detail says what was written, if anything; the same call again writes nothing twice.
             *
             *     `SUPPLY_UNAVAILABLE`: ERPNext is down, slow, or does not let us read stock. No promise is made from missing figures.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE" | "ERPNEXT_UNAVAILABLE" | "SUPPLY_UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Promises can be given, be it from the replica. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Cache-Status": components["headers"]["X-Cache-Status"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description Promises can not be given.
             *
             *     `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Cache-Status": components["headers"]["X-Cache-Status"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getOtpHealth: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Promises can be given, be it from the replica. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Cache-Status": components["headers"]["X-Cache-Status"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description Promises can not be given.
             *
             *     `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "X-Cache-Status": components["headers"]["X-Cache-Status"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "live";
                        version: string;
                    };
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /** @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is ready. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not ready";
                        version: string;
                    };
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /**
             * @description It is not ready yet, or it stops.
             *
             *     `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down.
             */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "not ready";
                        version: string;
                    };
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    getSync: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncState"];
                };
            };
            /** @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `FORBIDDEN`: The API key lacks the scope that detail names. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "FORBIDDEN";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /** @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
    takeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the call in answer and logs; one that does not look like this is replaced. */
                "X-Request-Id"?: components["parameters"]["X-Request-Id"];
                /** @description Milliseconds for the call as a whole, of a bulk stream for each order; 2,000 unless configured otherwise. */
                "X-Request-Timeout"?: components["parameters"]["X-Request-Timeout"];
                /** @description W3C trace context. */
                traceparent?: components["parameters"]["traceparent"];
            };
            path: {
                /**
                 * @description Doctype and event.
                 * @example bin-on-change
                 */
                slug: "stock-ledger-entry-after-insert" | "bin-after-insert" | "bin-on-change" | "purchase-order-on-submit" | "purchase-order-on-cancel" | "purchase-order-on-change" | "purchase-order-on-trash" | "sales-order-on-submit" | "sales-order-on-cancel" | "sales-order-on-change" | "warehouse-on-update" | "warehouse-on-trash" | "item-on-update" | "item-on-trash" | "product-bundle-on-update" | "company-on-update" | "holiday-list-on-update";
            };
            cookie?: never;
        };
        /** @description As the webhook of the event writes it. */
        requestBody: {
            content: {
                "application/json": {
                    /** @description The last part of the address. */
                    event: string;
                    item_code: string;
                } | {
                    /** @description The last part of the address. */
                    event: string;
                    name: string;
                    item_codes: (string | null)[];
                } | {
                    /** @description The last part of the address. */
                    event: string;
                    item_codes: (string | null)[];
                    packed_item_codes: (string | null)[];
                } | {
                    /** @description The last part of the address. */
                    event: string;
                    name: string;
                } | {
                    /** @description The last part of the address. */
                    event: string;
                    name: string;
                };
            };
        };
        responses: {
            /** @description It is stored, and will be looked up. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "accepted";
                    };
                };
            };
            /**
             * @description `BAD_REQUEST`: The HTTP request itself is broken, for example a wrong Content-Length. Nothing was done.
             *
             *     `MALFORMED_JSON`: The request body could not be parsed. Nothing was done.
             */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BAD_REQUEST" | "MALFORMED_JSON";
                    };
                };
            };
            /** @description `UNAUTHENTICATED`: The API key is missing, unknown or revoked; of a webhook: its signature does not fit. WWW-Authenticate says what is expected. */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAUTHENTICATED";
                    };
                };
            };
            /** @description `NOT_FOUND`: No such path. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "NOT_FOUND";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: A request may have at most 1 MiB. */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE`: The body must be sent as application/json. */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNSUPPORTED_MEDIA_TYPE";
                    };
                };
            };
            /** @description `VALIDATION_FAILED`: One or more fields are wrong; errors[] names each by JSON pointer. Nothing was done. */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "VALIDATION_FAILED";
                    };
                };
            };
            /** @description `RATE_LIMITED`: This API key, or this address, has used up its calls for the moment; Retry-After says when there are more. */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "RATE_LIMITED";
                    };
                };
            };
            /** @description `INTERNAL`: A fault in the engine itself; the log holds it under the trace id. */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "INTERNAL";
                    };
                };
            };
            /** @description `UNAVAILABLE`: The promise service or the stock service is starting, stopping or down. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "UNAVAILABLE";
                    };
                };
            };
            /** @description `DEADLINE_EXCEEDED`: The time that the caller allowed has passed. */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        code: "DEADLINE_EXCEEDED";
                    };
                };
            };
        };
    };
}
