import { now } from '../clock';
import { absoluteTime, duration, relativeTime } from '../format';

/** A moment, told relative to now; pointing at it tells when exactly. */
export function RelativeTime({ at }: { at: string }) {
    const time = Date.parse(at);
    return (
        <time dateTime={at} title={absoluteTime(time)}>
            {relativeTime(time, now.value)}
        </time>
    );
}

/** How long something took, or has taken so far. */
export function elapsed(from: string, to: string | null): string {
    return duration(Math.max(0, (to ? Date.parse(to) : now.value) - Date.parse(from)) / 1000);
}
