export { APIPromise } from "../../telnyx.js";
