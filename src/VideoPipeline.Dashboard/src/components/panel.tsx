import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface PanelProps {
    title: string;
    aside?: ComponentChildren;
    class?: string;
    children: ComponentChildren;
}

/** A titled part of a page. */
export function Panel({ title, aside, class: extra, children }: PanelProps) {
    const heading = useId();
    return (
        <section class={extra ? `panel ${extra}` : 'panel'} aria-labelledby={heading}>
            <header class="panel-head">
                <h2 id={heading}>{title}</h2>
                {aside}
            </header>
            {children}
        </section>
    );
}
