/** What we use of SortableJS 1.15; it makes a global. */

interface SortableEnd {
  item: HTMLElement;
  to: HTMLElement;
  oldIndex: number;
  newIndex: number;
  from: HTMLElement;
}

interface SortableOptions {
  handle: string;
  animation: number;
  group: string;
  onEnd(event: SortableEnd): void;
}

declare const Sortable: { create(list: HTMLElement, options: SortableOptions): void } | undefined;
