/** Makes a list of all items out of a function that starts an async generator: each loop starts its own. */
export function itemIterable(start) {
  return {
    [Symbol.asyncIterator]: start,
    async toArray() {
      const items = [];
      for await (const item of start()) items.push(item);
      return items;
    },
  };
}
