const paths = {
    check: 'M4 10.5l4 4 8-9',
    cross: 'M5 5l10 10M15 5L5 15',
    clock: 'M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM10 6.5V10l2.5 2',
    play: 'M7 4.5v11l8.5-5.5z',
    stop: 'M6 6h8v8H6z',
    plus: 'M10 4v12M4 10h12',
    search: 'M9 3.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM13 13l4 4',
    sun: 'M10 6.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M15.7 4.3l-1.4 1.4M5.7 14.3l-1.4 1.4',
    moon: 'M16 12.2A6.5 6.5 0 017.8 4 6.5 6.5 0 1016 12.2z',
    key: 'M12.5 3.5a4 4 0 11-3.2 6.4L4 15.2V17h2.5v-2H8v-1.5l1.6-1.6M13.5 6.5h.01',
    retry: 'M4 10a6 6 0 106-6c-2 0-3.6.9-4.8 2.2M5 3v3.5h3.5',
    again: 'M5 8l2.5-2.5L5 3M7.5 5.5H13a3.5 3.5 0 010 7h-1M15 12l-2.5 2.5L15 17M12.5 14.5H7a3.5 3.5 0 010-7h1',
    download: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
    alert: 'M10 3l7.5 13.5h-15zM10 8v4M10 14.5v.01',
    film: 'M3.5 4.5h13v11h-13zM7 4.5v11M13 4.5v11M3.5 8H7M3.5 12H7M13 8h3.5M13 12h3.5',
    file: 'M5.5 3h6l3 3v11h-9zM11.5 3v3h3',
    left: 'M12 5l-5 5 5 5',
    right: 'M8 5l5 5-5 5',
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside a word. Alone it says nothing to those who do not see it: give its button a label. */
export function Icon({ name }: { name: IconName }) {
    return (
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d={paths[name]} />
        </svg>
    );
}
