using System.Runtime.CompilerServices;

namespace Microsoft.DurableTask;

/// <summary>Makes lists that are fetched page by page.</summary>
public static class Pageable
{
    /// <summary>A list from a function that fetches a page.</summary>
    /// <typeparam name="T">What the list is of.</typeparam>
    /// <param name="pageFunc">Fetches the page at a continuation token; null is the first.</param>
    public static AsyncPageable<T> Create<T>(Func<string?, CancellationToken, Task<Page<T>>> pageFunc)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pageFunc);
        return Create<T>((continuation, _, cancellation) => pageFunc(continuation, cancellation));
    }

    /// <summary>A list from a function that fetches a page.</summary>
    /// <typeparam name="T">What the list is of.</typeparam>
    /// <param name="pageFunc">Fetches the page at a continuation token, of a size if one is asked for.</param>
    public static AsyncPageable<T> Create<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> pageFunc)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pageFunc);
        return new FetchedPageable<T>(pageFunc);
    }

    private sealed class FetchedPageable<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> fetch) : AsyncPageable<T>
        where T : notnull
    {
        public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default) =>
            FetchAsync(continuationToken, pageSizeHint);

        private async IAsyncEnumerable<Page<T>> FetchAsync(
            string? continuation, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            do
            {
                Page<T> page = await fetch(continuation, pageSize, cancellationToken);
                yield return page;
                continuation = page.ContinuationToken;
            }
            while (continuation is not null);
        }
    }
}
