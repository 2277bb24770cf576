import { language } from './i18n';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** "3 minutes ago", in the reader's language. */
export function relativeTime(time: number, now: number): string {
    const seconds = Math.round((time - now) / 1000);
    const size = Math.abs(seconds);
    const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
    if (size < minute) {
        // clocks differ a little, and a list that counts seconds is restless
        return format.format(0, 'second');
    }

    if (size < hour) {
        return format.format(Math.trunc(seconds / minute), 'minute');
    }

    return size < day ? format.format(Math.trunc(seconds / hour), 'hour') : format.format(Math.trunc(seconds / day), 'day');
}

export function absoluteTime(time: number): string {
    return new Intl.DateTimeFormat(language.value, { dateStyle: 'full', timeStyle: 'medium' }).format(time);
}

export function shortTime(time: number): string {
    return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** A duration as a person says it: 850 ms, 4.2 s, 3 min 05 s, 1 h 20 min. */
export function duration(seconds: number): string {
    const unit = (value: number, name: 'millisecond' | 'second' | 'minute' | 'hour', digits = 0, padded = 1): string =>
        new Intl.NumberFormat(language.value, {
            style: 'unit',
            unit: name,
            unitDisplay: 'short',
            maximumFractionDigits: digits,
            minimumIntegerDigits: padded,
        }).format(value);
    if (seconds < 1) {
        return unit(Math.round(seconds * 1000), 'millisecond');
    }

    if (seconds < 10) {
        return unit(seconds, 'second', 1);
    }

    const whole = Math.round(seconds);
    if (whole < minute) {
        return unit(whole, 'second');
    }

    return whole < hour
        ? `${unit(Math.trunc(whole / minute), 'minute')} ${unit(whole % minute, 'second', 0, 2)}`
        : `${unit(Math.trunc(whole / hour), 'hour')} ${unit(Math.trunc((whole % hour) / minute), 'minute', 0, 2)}`;
}

/** A place in a recording: 0:07, 12:34, 1:02:03. */
export function timecode(seconds: number): string {
    const whole = Math.trunc(seconds);
    const two = (n: number): string => String(n).padStart(2, '0');
    const rest = `${whole < hour ? Math.trunc(whole / minute) : two(Math.trunc((whole % hour) / minute))}:${two(whole % minute)}`;
    return whole < hour ? rest : `${Math.trunc(whole / hour)}:${rest}`;
}

export function fileSize(bytes: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
    let size = bytes;
    let index = 0;
    while (size >= 1000 && index < units.length - 1) {
        size /= 1000;
        index++;
    }

    const digits = size < 10 && index > 0 ? 1 : 0;
    return new Intl.NumberFormat(language.value, {
        style: 'unit',
        unit: units[index]!,
        unitDisplay: index === 0 ? 'long' : 'short',
        maximumFractionDigits: digits,
    }).format(size);
}

export function wholeNumber(value: number): string {
    return new Intl.NumberFormat(language.value).format(value);
}

export function percentage(share: number): string {
    return new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
