/** What the app says to people: always English, also on a Chinese page. */
export function ServerText({ text }: { text: string }) {
    return <span lang="en">{text}</span>;
}
