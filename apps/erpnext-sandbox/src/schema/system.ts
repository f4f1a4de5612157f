import { check, date, defineDocType, link, table, text, type DocType, type Field } from './doctype.js';

/** What belongs to the site itself rather than to its goods. */
export const system: readonly DocType[] = [
  defineDocType('Comment', {
    comment_type: { kind: 'text', default: 'Comment' },
    comment_email: text,
    comment_by: text,
    published: check,
    seen: check,
    reference_doctype: text,
    reference_name: text,
    content: text,
  }),
  defineDocType(
    'Task',
    {
      subject: text,
      status: { kind: 'text', default: 'Open' } satisfies Field,
      priority: { kind: 'text', default: 'Low' } satisfies Field,
      exp_start_date: date,
      exp_end_date: date,
      description: text,
      company: link('Company'),
    },
    { naming: 'TASK-.YYYY.-' },
  ),
  defineDocType('User Permission', {
    user: text,
    allow: text,
    for_value: text,
    applicable_for: text,
    apply_to_all_doctypes: { kind: 'check', default: 1 },
    is_default: check,
    hide_descendants: check,
  }),
  defineDocType('Deleted Document', { deleted_doctype: text, deleted_name: text }),
  defineDocType('System Settings', { time_zone: text }, { naming: 'field:name' }),
  defineDocType(
    'Custom Field',
    { dt: text, fieldname: text, fieldtype: text, label: text, allow_on_submit: check },
    { naming: 'custom-field' },
  ),
  defineDocType(
    'Webhook',
    {
      webhook_doctype: text,
      webhook_docevent: text,
      request_url: text,
      request_method: { kind: 'text', default: 'POST' },
      webhook_json: text,
      enable_security: check,
      webhook_secret: text,
      enabled: { kind: 'check', default: 1 },
      webhook_headers: table('Webhook Header'),
    },
    { naming: 'webhook' },
  ),
  defineDocType('Webhook Header', { key: text, value: text }, { isChild: true, indexes: [['=parent']] }),
];
