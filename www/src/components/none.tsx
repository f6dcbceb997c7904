/** An empty cell, in words for who cannot see that it is empty. */
export function None() {
  return (
    <>
      <span class="none" aria-hidden="true">
        –
      </span>
      <span class="visually-hidden">none</span>
    </>
  );
}
