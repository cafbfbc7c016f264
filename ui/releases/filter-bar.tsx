import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Release } from "../../core/model/release.ts";
import { counted } from "../../core/model/words.ts";
import { Find, Pick } from "../shared/filters.tsx";
import type { Column } from "./columns.ts";
import { awaitsProduction, choicesOf, type Filter, stateGroups, waitingWords } from "./filter.ts";
import { isArchived, type ListedLinks } from "./links.ts";

type FilterBarProps = {
  list: Readonly<{
    all: readonly Release[];
    shown: readonly Release[];
    columns: readonly Column[];
    more: boolean;
    links: ListedLinks;
  }>;
  filter: Filter;
  setFilter: (filter: Filter) => void;
};

function StagePick({
  columns,
  value,
  change,
}: {
  columns: readonly Column[];
  value: string;
  change: (value: string) => void;
}): JSX.Element {
  return (
    <Pick name="Stage state" value={value} change={change}>
      {columns.map((column) => (
        <optgroup key={column.name} label={column.name}>
          {Object.keys(stateGroups).map((group) => (
            <option key={group} value={`${column.name}\n${group}`}>
              {column.name} {group}
            </option>
          ))}
        </optgroup>
      ))}
    </Pick>
  );
}

/** What narrows the list: text, pipeline, branch, state of a stage, and the question that is asked most. */
export function FilterBar({ list, filter, setFilter }: FilterBarProps): JSX.Element {
  const { all } = list;
  const choices = useMemo(() => choicesOf(all), [all]);
  const waiting = useMemo(() => all.filter(awaitsProduction).length, [all]);
  const words = useMemo(() => waitingWords(all), [all]);
  const archived = useMemo(
    () => all.filter(({ id }) => isArchived(list.links.of, id)).length,
    [all, list.links],
  );
  const set = (change: Partial<Filter>): void => setFilter({ ...filter, ...change });
  return (
    <div class="filters" role="search">
      <Find
        name="Filter by release, build, branch, person or description"
        placeholder="Filter by release, build, branch or person"
        value={filter.text}
        change={(text) => set({ text })}
      />
      <Pick name="Pipeline" value={filter.pipeline} change={(pipeline) => set({ pipeline })}>
        {choices.pipelines.map((one) => (
          <option key={one.key} value={one.key}>
            {one.name}
          </option>
        ))}
      </Pick>
      <Pick name="Branch" value={filter.branch} change={(branch) => set({ branch })}>
        {choices.branches.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </Pick>
      <StagePick columns={list.columns} value={filter.stage} change={(stage) => set({ stage })} />
      <button
        type="button"
        class="toggle"
        aria-pressed={filter.waiting}
        onClick={() => set({ waiting: !filter.waiting })}
      >
        {words} ({waiting})
      </button>
      {(archived > 0 || filter.archived) && (
        <button
          type="button"
          class="toggle"
          aria-pressed={filter.archived}
          onClick={() => set({ archived: !filter.archived })}
        >
          Archived ({archived})
        </button>
      )}
      <span class="unseen" role="status">
        {counted(list.shown.length, "release")} shown{list.more ? ", there are older ones" : ""}
      </span>
    </div>
  );
}
