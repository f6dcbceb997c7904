import type { Signal } from "@preact/signals";

const inOrder = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** A list by name, which stays the same array for as long as nothing in it has another name. */
export class Sorted<T extends object> {
  #nameOf: (one: T) => string;
  #names = new Map<T, string>();
  #list: readonly T[] = [];

  constructor(nameOf: (one: T) => string) {
    this.#nameOf = nameOf;
  }

  of(all: readonly T[]): readonly T[] {
    const names = new Map(all.map((one) => [one, this.#nameOf(one)]));
    if (names.size !== this.#names.size || all.some((one) => this.#names.get(one) !== names.get(one))) {
      this.#names = names;
      this.#list = [...all].sort((a, b) => inOrder.compare(names.get(a)!, names.get(b)!));
    }
    return this.#list;
  }
}

/** Puts a list into a signal, unless it is the one that is there. */
export function keep<T>(into: Signal<readonly T[]>, list: readonly T[]): void {
  const before = into.value;
  if (before.length !== list.length || before.some((one, index) => one !== list[index])) into.value = list;
}
