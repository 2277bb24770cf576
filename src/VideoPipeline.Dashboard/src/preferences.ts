// What the reader chose. A browser that keeps nothing forgets it with the page.

export function recall(name: string): string | null {
    try {
        return localStorage.getItem(name);
    } catch {
        return null;
    }
}

export function remember(name: string, value: string | null): void {
    try {
        if (value === null) {
            localStorage.removeItem(name);
        } else {
            localStorage.setItem(name, value);
        }
    } catch {
        // storage is forbidden, or full
    }
}
