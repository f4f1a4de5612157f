/** What a rule of the Role Permission Manager allows, one column each. */
export const rights = [
  'select',
  'read',
  'write',
  'create',
  'delete',
  'submit',
  'cancel',
  'amend',
  'report',
  'export',
  'import',
  'share',
  'print',
  'email',
] as const;

export type Right = (typeof rights)[number];
