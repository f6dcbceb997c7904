export { AbstractPage, DefaultFlatPagination, PagePromise } from "../../telnyx.js";
export type {
  DefaultFlatPaginationParams,
  DefaultFlatPaginationResponse,
  PageRequestOptions,
} from "../../telnyx.js";
