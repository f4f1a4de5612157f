/** For addresses that a path is put behind. Looks from the first slash of a row only: from each it would be slow in a long one. */
export const withoutTrailingSlashes = (address: string): string => address.replace(/(?<!\/)\/+$/, '');
