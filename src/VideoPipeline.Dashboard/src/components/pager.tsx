import { wholeNumber } from '../format';
import { words } from '../i18n';
import { Icon } from './icon';

interface PagerProps {
    page: number;
    pages: number;
    urlOf: (page: number) => string;
}

export function Pager({ page, pages, urlOf }: PagerProps) {
    const text = words().list;
    return (
        <nav class="pager" aria-label={text.pages}>
            {page > 1 ? (
                <a class="button" href={urlOf(page - 1)}>
                    <Icon name="left" /> {text.previous}
                </a>
            ) : (
                <span />
            )}
            <span class="muted">{text.page(wholeNumber(page), wholeNumber(pages))}</span>
            {page < pages ? (
                <a class="button" href={urlOf(page + 1)}>
                    {text.next} <Icon name="right" />
                </a>
            ) : (
                <span />
            )}
        </nav>
    );
}
