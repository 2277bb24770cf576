import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunFilter } from '../api/pipelines';
import { runStates } from '../api/types';
import { words } from '../i18n';
import { Icon } from './icon';

const typingPause = 350;

interface ListFiltersProps {
    filter: RunFilter;
    isFiltered: boolean;
    onChange: (change: Partial<RunFilter>) => void;
}

export function ListFilters({ filter, isFiltered, onChange }: ListFiltersProps) {
    const text = words().list;
    const [isOpen, setOpen] = useState(isFiltered);
    return (
        <form class={isOpen ? 'filters is-open' : 'filters'} role="search" aria-label={text.filters} onSubmit={(e) => e.preventDefault()}>
            <TypedFilter
                id="filter-search"
                label={text.search}
                hint={text.searchHint}
                value={filter.search}
                onChange={(search) => onChange({ search })}
            />
            <button type="button" class="button filters-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                {text.filters}
            </button>
            <div class="field">
                <label for="filter-status">{text.state}</label>
                <select id="filter-status" value={filter.status} onChange={(e) => onChange({ status: e.currentTarget.value })}>
                    <option value="">{text.anyState}</option>
                    {runStates.map((state) => (
                        <option key={state} value={state}>
                            {words().states[state]}
                        </option>
                    ))}
                </select>
            </div>
            <TypedFilter
                id="filter-creator"
                label={text.creator}
                hint=""
                value={filter.creator}
                onChange={(creator) => onChange({ creator })}
            />
            <DateFilter id="filter-from" label={text.from} value={filter.from} onChange={(from) => onChange({ from })} />
            <DateFilter id="filter-to" label={text.to} value={filter.to} onChange={(to) => onChange({ to })} />
            <button
                type="button"
                class="button is-quiet"
                disabled={!isFiltered}
                onClick={() => onChange({ search: '', status: '', creator: '', from: '', to: '' })}
            >
                <Icon name="cross" /> {text.clear}
            </button>
        </form>
    );
}

interface FilterProps {
    id: string;
    label: string;
    value: string;
    onChange: (value: string) => void;
}

/** Text that takes effect when the reader pauses. */
function TypedFilter({ id, label, hint, value, onChange }: FilterProps & { hint: string }) {
    const [typed, setTyped] = useState(value);
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    useEffect(() => setTyped(value), [value]);
    useEffect(() => () => clearTimeout(timer.current), []);

    function type(text: string): void {
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(text), typingPause);
    }

    return (
        <div class="field">
            <label for={id}>{label}</label>
            <input id={id} type="search" value={typed} placeholder={hint} autocomplete="off" onInput={(e) => type(e.currentTarget.value)} />
        </div>
    );
}

function DateFilter({ id, label, value, onChange }: FilterProps) {
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <input id={id} type="date" value={value} onChange={(e) => onChange(e.currentTarget.value)} />
        </div>
    );
}
