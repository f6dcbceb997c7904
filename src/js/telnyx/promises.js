// What calls answer: promises that parse when somebody asks, and pages that lead to the next one.

import * as wasm from "#wasm";
import { TelnyxError } from "../errors.js";
import { itemIterable } from "../items.js";
import { parse } from "./exchange.js";

export class APIPromise extends Promise {
  constructor(client, responsePromise, parseResponse = parse) {
    // It settles by `then`, which waits for the body; what a Promise holds by itself is never looked at.
    super((resolve) => resolve(null));
    this.responsePromise = responsePromise;
    this.parseResponse = parseResponse;
    Object.defineProperty(this, "client", { value: client });
  }
  _thenUnwrap(transform) {
    const { client, responsePromise, parseResponse } = this;
    return promise(client, responsePromise, async (same, props) => transform(await parseResponse(same, props), props));
  }
  asResponse() {
    return this.responsePromise.then(({ response }) => response);
  }
  async withResponse() {
    const [data, response] = await Promise.all([this.parse(), this.asResponse()]);
    return { data, response };
  }
  parse() {
    if (!this.parsedPromise) {
      const value = this.responsePromise.then((props) => this.parseResponse(this.client, props));
      Object.defineProperty(this, "parsedPromise", { value });
    }
    return this.parsedPromise;
  }
  then(fulfilled, rejected) {
    return this.parse().then(fulfilled, rejected);
  }
  catch(rejected) {
    return this.parse().catch(rejected);
  }
  finally(settled) {
    return this.parse().finally(settled);
  }
}

/** Outside the class: a bundler would rename one that mentions itself. */
const promise = (...args) => new APIPromise(...args);

export class PagePromise extends APIPromise {
  constructor(client, responsePromise, Page) {
    const page = (same, props) => parse(same, props).then((body) => new Page(same, props.response, body, props.options));
    super(client, responsePromise, page);
  }
  async *[Symbol.asyncIterator]() {
    yield* await this;
  }
  toArray() {
    return itemIterable(() => this[Symbol.asyncIterator]()).toArray();
  }
}

/** A page that knows how to ask for the next one. */
export class AbstractPage {
  constructor(client, response, body, options) {
    Object.defineProperty(this, "client", { value: client });
    this.options = options;
    this.response = response;
    this.body = body;
  }
  hasNextPage() {
    return this.getPaginatedItems().length > 0 && this.nextPageRequestOptions() !== null;
  }
  async getNextPage() {
    const options = this.nextPageRequestOptions();
    if (options) return this.client.requestAPIList(this.constructor, options);
    throw new TelnyxError("No next page expected; please check `.hasNextPage()` before calling `.getNextPage()`.");
  }
  async *iterPages() {
    let page = this;
    yield page;
    while (page.hasNextPage()) {
      page = await page.getNextPage();
      yield page;
    }
  }
  async *[Symbol.asyncIterator]() {
    let left = this.options?.limit ?? Infinity;
    if (left <= 0) return;
    for await (const page of this.iterPages()) {
      for (const item of page.getPaginatedItems()) {
        yield item;
        if (--left <= 0) return;
      }
    }
  }
}

/** A number, also where the server writes it as a text; undefined for everything else. */
function numberOf(value) {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return Number.isFinite(number) ? number : undefined;
}

const PAGE = "page[number]";

/** A page of a list that counts its pages. */
export class DefaultFlatPagination extends AbstractPage {
  constructor(client, response, body, options) {
    super(client, response, body, options);
    this.data = body.data || [];
    this.meta = body.meta || {};
  }
  getPaginatedItems() {
    return this.data;
  }
  nextPageRequestOptions() {
    const { options, meta } = this;
    const [asked, given, pages] = [options.query?.[PAGE], meta.page_number, meta.total_pages].map(numberOf);
    const next = wasm.telnyxPageAfter(asked, given, pages);
    return next === undefined ? null : { ...options, query: { ...options.query, [PAGE]: next } };
  }
}
