import type { TreeNode } from './request-tree.js';

/**
 * Gives every moment of the root to exactly one place of the tree: to the innermost span under way, and where
 * several run beside each other, to each an equal part. Afterwards the `self` of all nodes add up to the
 * root's duration.
 */
export function shareOutTime(root: TreeNode): void {
  const moments = new Set<number>();
  collectMoments(root, moments);
  const sorted = [...moments].sort((a, b) => a - b);
  for (let place = 1; place < sorted.length; place += 1) {
    const from = sorted[place - 1] ?? 0;
    const to = sorted[place] ?? 0;
    give(root, from, to, to - from);
  }
}

function collectMoments(node: TreeNode, moments: Set<number>): void {
  moments.add(node.start).add(node.end);
  for (const child of node.children) collectMoments(child, moments);
}

function give(node: TreeNode, from: number, to: number, time: number): void {
  let active = 0;
  for (const child of node.children) if (isActive(child, from, to)) active += 1;
  if (active === 0) node.self += time;
  else for (const child of node.children) if (isActive(child, from, to)) give(child, from, to, time / active);
}

const isActive = ({ start, end }: TreeNode, from: number, to: number): boolean => start <= from && end >= to;
