import type Telnyx from "softphone-admin/telnyx";
import type { AccessIPRange, AccessIPRangeListParams, DefaultFlatPagination } from "softphone-admin/telnyx";
import { PageList, type View } from "../../lists/page-list";

export interface AccessView extends View {
  /** Part of the block. */
  readonly filter: string;
}

/** The page of access ranges on screen. */
export class AccessList extends PageList<AccessIPRange, AccessView> {
  #client: Telnyx;

  constructor(client: Telnyx) {
    super({ page: 1, size: 20, filter: "" });
    this.#client = client;
  }

  ask({ page, size, filter }: AccessView, signal: AbortSignal): PromiseLike<DefaultFlatPagination<AccessIPRange>> {
    const query: AccessIPRangeListParams = { "page[number]": page, "page[size]": size };
    if (filter) query.filter = { cidr_block: { contains: filter } };
    return this.#client.accessIPRanges.list(query, { signal });
  }
}
