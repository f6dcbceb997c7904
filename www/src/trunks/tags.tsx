/** Below a name. */
export function Tags({ tags = [] }: { tags?: readonly string[] }) {
  if (!tags.length) return null;
  return (
    <span class="tags" title={tags.join(", ")}>
      {tags.map((tag) => (
        <span class="tag" key={tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
