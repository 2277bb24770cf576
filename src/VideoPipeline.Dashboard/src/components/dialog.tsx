import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
}

/** A question over the page. The browser's own dialog keeps the focus inside, and closes by Escape. */
export function Dialog({ title, onClose, children }: DialogProps) {
    const element = useRef<HTMLDialogElement>(null);
    const heading = useId();
    useEffect(() => {
        const dialog = element.current!;
        dialog.showModal();
        return () => dialog.close();
    }, []);

    return (
        <dialog ref={element} class="dialog" aria-labelledby={heading} onCancel={onClose} onClose={onClose}>
            <h2 id={heading}>{title}</h2>
            {children}
        </dialog>
    );
}
