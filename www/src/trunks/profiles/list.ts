import type Telnyx from "softphone-admin/telnyx";
import type {
  DefaultFlatPagination, OutboundVoiceProfile, OutboundVoiceProfileListParams, OutboundVoiceProfileSort,
} from "softphone-admin/telnyx";
import { PageList, type View } from "../../lists/page-list";

export interface ProfileView extends View {
  readonly sort: OutboundVoiceProfileSort;
  /** Part of the name. */
  readonly filter: string;
}

/** The page of voice profiles on screen. */
export class ProfileList extends PageList<OutboundVoiceProfile, ProfileView> {
  #client: Telnyx;

  constructor(client: Telnyx) {
    super({ page: 1, size: 20, sort: "name", filter: "" });
    this.#client = client;
  }

  ask({ page, size, sort, filter }: ProfileView, signal: AbortSignal): PromiseLike<DefaultFlatPagination<OutboundVoiceProfile>> {
    const query: OutboundVoiceProfileListParams = { "page[number]": page, "page[size]": size, sort };
    if (filter) query.filter = { name: { contains: filter } };
    return this.#client.outboundVoiceProfiles.list(query, { signal });
  }
}
