// The README's ten lines, in a project with nothing set but `strict`.
import { isPbxError } from "softphone-admin/errors";
import { init, type Cdr } from "softphone-admin/yeastar";

export async function missedCalls(secret: () => Promise<string>): Promise<Cdr[]> {
  try {
    const { pbx, destroy } = await init({ pbxURL: "https://pbx.example.com", username: "1000", secret });
    const { personal_cdr_list = [] } = await pbx.cdrQuery({ page: 1, size: 20, status: 2 });
    destroy();
    return personal_cdr_list;
  } catch (error) {
    if (isPbxError(error) && error.kind === "authentication") return [];
    throw error;
  }
}
