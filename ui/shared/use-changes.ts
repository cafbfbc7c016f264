import { useContext, useEffect, useRef } from "preact/hooks";
import { ChangesContext } from "./hub.ts";

/** Looks again whenever something was changed over the page. What was changed before the page was opened, it has read already. */
export function useChanges(look: () => void): void {
  const changes = useContext(ChangesContext);
  const seen = useRef(changes);
  useEffect(() => {
    if (changes !== seen.current) look();
    seen.current = changes;
  }, [changes]);
}
