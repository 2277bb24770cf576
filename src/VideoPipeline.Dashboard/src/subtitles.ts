export interface Cue {
    start: number;
    end: number;
    text: string;
}

const times = /^(\d+):(\d\d):(\d\d)[,.](\d{1,3})\s*-->\s*(\d+):(\d\d):(\d\d)[,.](\d{1,3})/;

/** The cues of a SubRip text. */
export function parseSubRip(text: string): Cue[] {
    const cues: Cue[] = [];
    for (const block of text.replaceAll('\r\n', '\n').split(/\n{2,}/)) {
        const lines = block.split('\n');
        const at = lines.findIndex((line) => times.test(line));
        const match = at < 0 ? null : times.exec(lines[at]!);
        if (match) {
            cues.push({
                start: seconds(match, 1),
                end: seconds(match, 5),
                text: lines
                    .slice(at + 1)
                    .join(' ')
                    .trim(),
            });
        }
    }

    return cues;
}

function seconds(match: RegExpExecArray, first: number): number {
    const [hours, minutes, whole, fraction] = [0, 1, 2, 3].map((i) => match[first + i]!);
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(whole) + Number(`0.${fraction}`);
}
