import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { follow } from '../api/events';
import { listRuns, type RunFilter } from '../api/pipelines';
import { hasEnded, runStates, type Run } from '../api/types';
import { ExporterLane } from '../components/exporter-lane';
import { Icon } from '../components/icon';
import { ListFilters } from '../components/list-filters';
import { Pager } from '../components/pager';
import { Problem } from '../components/problem';
import { RunRow } from '../components/run-row';
import { Skeleton } from '../components/skeleton';
import { wholeNumber } from '../format';
import { words } from '../i18n';
import { useResource } from '../resource';
import { startUrl } from '../routes';
import { useTitle } from '../title';

const pageSize = 20;
const reloadPause = 1000;

/** All runs, the newest first, as they move. */
export function ListPage() {
    const text = words().list;
    const { query, route } = useLocation();
    const filter = readFilter(query);
    const runs = useResource((signal) => listRuns(filter, signal), [JSON.stringify(filter)]);
    const { isLive, changes } = useLiveRuns(
        runs.data?.tasks ?? [],
        (run) => runs.set((p) => ({ ...p, tasks: p.tasks.map((r) => merge(r, run)) })),
        runs.reload,
    );
    const isFiltered = urlOf({ ...filter, page: 1 }) !== urlOf(noFilter);
    useTitle(text.title);

    return (
        <>
            <div class="page-head">
                <h1>{text.title}</h1>
                <p class="muted">
                    {runs.data && text.total(wholeNumber(runs.data.total), runs.data.total === 1)}
                    <span class={isLive ? 'live is-on' : 'live'}>{isLive ? text.live : text.notLive}</span>
                </p>
                <a class="button is-primary" href={startUrl}>
                    <Icon name="plus" /> {words().app.start}
                </a>
            </div>
            <ExporterLane changes={changes} />
            <ListFilters
                filter={filter}
                isFiltered={isFiltered}
                onChange={(change) => route(urlOf({ ...filter, ...change, page: 1 }), true)}
            />
            {runs.error !== null && <Problem error={runs.error} onRetry={runs.reload} />}
            {runs.data ? (
                runs.data.tasks.length > 0 ? (
                    <ul class="runs" aria-busy={runs.isLoading} aria-label={text.title}>
                        {runs.data.tasks.map((run) => (
                            <RunRow key={run.run_id} run={run} />
                        ))}
                    </ul>
                ) : (
                    <EmptyList isFiltered={isFiltered} />
                )
            ) : (
                runs.error === null && <Skeleton rows={6} />
            )}
            {runs.data && runs.data.total > pageSize && (
                <Pager page={filter.page} pages={Math.ceil(runs.data.total / pageSize)} urlOf={(page) => urlOf({ ...filter, page })} />
            )}
        </>
    );
}

function EmptyList({ isFiltered }: { isFiltered: boolean }) {
    const text = words().list;
    return (
        <div class="empty">
            <Icon name={isFiltered ? 'search' : 'film'} />
            <h2>{isFiltered ? text.noMatchTitle : text.emptyTitle}</h2>
            <p class="muted">{isFiltered ? text.noMatchHint : text.emptyHint}</p>
            <a class={isFiltered ? 'button' : 'button is-primary'} href={isFiltered ? '/' : startUrl}>
                {isFiltered ? text.clear : words().app.start}
            </a>
        </div>
    );
}

/** Follows all pipelines. A run that is not shown yet, and one that has changed its state, are reason to read the list anew. */
function useLiveRuns(shown: Run[], onRun: (run: Run) => void, reload: () => void): { isLive: boolean; changes: number } {
    const [isLive, setLive] = useState(false);
    const [changes, setChanges] = useState(0);
    const latest = useRef({ shown, onRun, reload });
    latest.current = { shown, onRun, reload };

    useEffect(() => {
        const controller = new AbortController();
        let timer: ReturnType<typeof setTimeout> | undefined;
        const reloadSoon = (): void => {
            timer ??= setTimeout(() => {
                timer = undefined;
                latest.current.reload();
                setChanges((c) => c + 1);
            }, reloadPause);
        };
        void follow(
            '/api/pipeline/events',
            {
                onConnected: setLive,
                onGap: reloadSoon,
                onStatus: (run) => {
                    const known = latest.current.shown.find((r) => r.run_id === run.run_id);
                    if (known) {
                        latest.current.onRun(run);
                    }

                    if (known ? known.status !== run.status : !hasEnded(run)) {
                        reloadSoon();
                    }
                },
            },
            controller.signal,
        );
        return () => {
            clearTimeout(timer);
            controller.abort();
        };
    }, []);

    return { isLive, changes };
}

function merge(shown: Run, told: Run): Run {
    return shown.run_id === told.run_id ? { ...shown, ...told } : shown;
}

const noFilter: RunFilter = { page: 1, pageSize, status: '', creator: '', search: '', from: '', to: '' };

function readFilter(query: Record<string, string>): RunFilter {
    const page = Math.trunc(Number(query['page']));
    const status = query['status'] ?? '';
    return {
        page: page >= 1 ? page : 1,
        pageSize,
        status: runStates.some((s) => s === status) ? status : '',
        creator: query['creator'] ?? '',
        search: query['search'] ?? '',
        from: query['from'] ?? '',
        to: query['to'] ?? '',
    };
}

function urlOf(filter: RunFilter): string {
    const query = new URLSearchParams();
    for (const name of ['status', 'creator', 'search', 'from', 'to'] as const) {
        if (filter[name]) {
            query.set(name, filter[name]);
        }
    }

    if (filter.page > 1) {
        query.set('page', String(filter.page));
    }

    return query.size > 0 ? `/?${query}` : '/';
}
