import { Icon } from "../../components/icons";
import { kindLabel, kindOf, kinds } from "./kinds";

export function KindBadge({ recordType }: { recordType: string | undefined }) {
  const kind = kindOf(recordType);
  return (
    <span class="kind">
      <Icon name={kind ? kinds[kind].icon : "trunk"} size={16} />
      {kindLabel(recordType)}
    </span>
  );
}
