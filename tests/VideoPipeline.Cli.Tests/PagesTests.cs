using System.CommandLine;
using System.Text.RegularExpressions;
using VideoPipeline.Testing;

namespace VideoPipeline.Cli.Tests;

/// <summary>What the pages say of <c>vp</c> is so.</summary>
public sealed partial class PagesTests
{
    private static readonly RootCommand Root = new VpApplication(Terminal.OfProcess(), TimeProvider.System, null).CreateRoot();

    public static TheoryData<string> Naming { get; } = [.. Pages.All.Where(page => Commands(page).Any())];

    [Theory]
    [MemberData(nameof(Naming))]
    public void Commands_OfThePage_AreThoseOfVp(string page)
    {
        foreach ((PageCommand command, string[] arguments) in Commands(page))
        {
            ParseResult parsed = Root.Parse(arguments);

            parsed.UnmatchedTokens.Should().BeEmpty(command.ToString());
            arguments.Where(a => a.StartsWith('-')).Should().BeSubsetOf(OptionsOf(parsed), command.ToString());
            if (command.IsSample)
            {
                parsed.Errors.Should().BeEmpty(command.ToString());
            }
        }
    }

    // a row of a table that tells of commands
    [Theory]
    [MemberData(nameof(Naming))]
    public void Options_InTheRowOfACommand_AreItsOwn(string page)
    {
        foreach (Match row in Row().Matches(Pages.Read(page)))
        {
            IEnumerable<string> known = Vp().Matches(row.Groups[1].Value).SelectMany(m => OptionsOf(Root.Parse([m.Groups[1].Value])));

            Option().Matches(row.Value).Select(m => m.Groups[1].Value).Should().BeSubsetOf(known, row.Value);
        }
    }

    [Fact]
    public void Commands_AreAllInTheTableOfTheApi() => Row().Matches(Pages.Read("docs/api.md"))
        .SelectMany(row => Vp().Matches(row.Groups[1].Value).Select(m => m.Groups[1].Value))
        .Should().BeEquivalentTo(Root.Subcommands.Select(c => c.Name));

    // with each of vp's commands in the place of COMMAND
    private static IEnumerable<(PageCommand Command, string[] Arguments)> Commands(string page) => Pages.Commands(page)
        .Where(c => c.Words[0] == "vp")
        .SelectMany(c => c.Arguments.Contains("COMMAND")
            ? Root.Subcommands.Select(s => (c, Arguments(c, s.Name)))
            : [(c, Arguments(c, ""))]);

    private static string[] Arguments(PageCommand command, string name) =>
        [.. command.Arguments.Select(a => a == "COMMAND" ? name : a.Trim('[', ']'))];

    private static IEnumerable<string> OptionsOf(ParseResult parsed) => parsed.CommandResult.Command.Options
        .Concat(Root.Options.Where(o => o.Recursive))
        .SelectMany(o => o.Aliases.Append(o.Name));

    [GeneratedRegex(@"^\| (`vp .*?) \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`vp (\\w+)")]
    private static partial Regex Vp();

    [GeneratedRegex("`(--?[a-z-]+)")]
    private static partial Regex Option();
}
