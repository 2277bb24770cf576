using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Api;

public sealed class PageableTests
{
    [Fact]
    public async Task Values_OfAllPages_ComeInOrderPastEmptyOnes()
    {
        AsyncPageable<int> numbers = Pageable.Create((continuation, _) => Task.FromResult(continuation switch
        {
            null => new Page<int>([1, 2], "a"),
            "a" => new Page<int>([], "b"),
            _ => new Page<int>([3]),
        }));

        List<int> values = [];
        await foreach (int number in numbers)
        {
            values.Add(number);
        }

        values.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Pages_FromAToken_BeginThereWithTheSizeAskedFor()
    {
        List<(string?, int?)> asked = [];
        AsyncPageable<int> numbers = Pageable.Create((continuation, size, _) =>
        {
            asked.Add((continuation, size));
            return Task.FromResult(new Page<int>([1]));
        });

        await foreach (Page<int> page in numbers.AsPages("x", 5))
        {
            page.ContinuationToken.Should().BeNull();
        }

        asked.Should().Equal(("x", 5));
    }
}
