/** A stretch of time, in milliseconds since 1970. */
export interface Span {
    begin: number;
    end: number;
}

export interface Placed<T> extends Span {
    item: T;
    lane: number;
}

const distances = [0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
const mostTicks = 6;

/** Where a ruler over so many seconds is marked: at round distances, a handful of times. */
export function ticks(seconds: number): number[] {
    const distance = distances.find((d) => seconds / d <= mostTicks) ?? seconds / mostTicks;
    const marks: number[] = [];
    // one at the very end would stand out of the ruler
    for (let at = 0; at <= seconds * 0.94; at += distance) {
        marks.push(at);
    }

    return marks;
}

/** Lays what overlaps into lanes, each into the first that is free. */
export function packLanes<T>(items: Omit<Placed<T>, 'lane'>[]): { placed: Placed<T>[]; lanes: number } {
    const ends: number[] = [];
    const placed = items
        .toSorted((a, b) => a.begin - b.begin)
        .map((item) => {
            const free = ends.findIndex((end) => end <= item.begin);
            const lane = free < 0 ? ends.length : free;
            ends[lane] = item.end;
            return { ...item, lane };
        });
    return { placed, lanes: Math.max(1, ends.length) };
}
