using FunctionsSelfHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Functions;

#pragma warning disable CA1822, IDE0060 // functions are public instance methods and need not use their trigger
public sealed class FunctionCatalogTests
{
    [Fact]
    public void Functions_AreInTheAlphabeticalOrderOfTheirNames()
    {
        var catalog = new FunctionCatalog([typeof(Sample), typeof(Others)]);

        catalog.Functions.Select(f => f.Name).Should().Equal("alpha", "Beta", "Gamma", "Orchestrate", "Sem");
    }

    [Fact]
    public void Find_GoesByKindAndTriggerNameInAnyCase()
    {
        var catalog = new FunctionCatalog([typeof(Sample), typeof(Others)]);

        catalog.FindOrchestrator("orchestrate")!.Method.Name.Should().Be(nameof(Others.Orchestrate));
        catalog.FindActivity("SPEAK")!.Name.Should().Be("Gamma");
        catalog.FindEntity("semaphore")!.Name.Should().Be("Sem");
        catalog.FindActivity("Gamma").Should().BeNull("the trigger has a name of its own");
        catalog.FindActivity("Orchestrate").Should().BeNull("it is no activity");
    }

    [Fact]
    public void Functions_ThatAreDisabled_AreLeftOut()
    {
        var catalog = new FunctionCatalog([typeof(Sample)], name => name == "Beta");

        catalog.Functions.Select(f => f.Name).Should().Equal("alpha");
    }

    [Theory]
    [InlineData(typeof(TwiceByCase), "*'Same'*")]
    [InlineData(typeof(TwoTriggers), "*2 triggers*")]
    [InlineData(typeof(NoTrigger), "*0 triggers*")]
    [InlineData(typeof(Overloaded), "*several public methods named Run*")]
    [InlineData(typeof(NotPublic), "*Hidden*public*")]
    [InlineData(typeof(TwoActivitiesOfOneName), "*'Speak'*")]
    [InlineData(typeof(ContextOfTheWrongType), "*TaskOrchestrationContext*")]
    [InlineData(typeof(TimerOfTheWrongType), "*TimerInfo*")]
    public void Functions_ThatNoHostCouldRun_AreRefused(Type type, string message)
    {
        Action act = () => _ = new FunctionCatalog([type]);

        act.Should().Throw<InvalidOperationException>().WithMessage(message);
    }

    [Fact]
    public void OfApp_FindsTheFunctionsOfTheAssembly()
    {
        Action act = () => FunctionCatalog.OfApp(typeof(FunctionCatalogTests).Assembly, _ => false);

        // this assembly is full of functions that must be refused
        act.Should().Throw<InvalidOperationException>();
    }

    internal sealed class Sample
    {
        [Function("Beta")]
        public void Second([HttpTrigger] HttpRequest request)
        {
        }

        [Function("alpha")]
        public void First([HttpTrigger] HttpRequest request)
        {
        }

        public void NotAFunction()
        {
        }
    }

    internal static class Others
    {
        [Function("Orchestrate")]
        public static Task Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

        [Function("Gamma")]
        public static void Activity([ActivityTrigger(Activity = "Speak")] string input)
        {
        }

        [Function("Sem")]
        public static Task Entity([EntityTrigger(EntityName = "Semaphore")] TaskEntityDispatcher dispatcher) => Task.CompletedTask;
    }

    internal sealed class TwiceByCase
    {
        [Function("Same")]
        public void One([ActivityTrigger] string input)
        {
        }

        [Function("SAME")]
        public void Two([ActivityTrigger] string input)
        {
        }
    }

    internal sealed class TwoTriggers
    {
        [Function("Two")]
        public void Run([ActivityTrigger] string input, [QueueTrigger("q")] string message)
        {
        }
    }

    internal sealed class NoTrigger
    {
        [Function("None")]
        public void Run(string input)
        {
        }
    }

    internal sealed class Overloaded
    {
        [Function("Overloaded")]
        public void Run([ActivityTrigger] string input)
        {
        }

        public void Run()
        {
        }
    }

    internal sealed class NotPublic
    {
        [Function("Hidden")]
        internal void Run([ActivityTrigger] string input)
        {
        }
    }

    internal sealed class TwoActivitiesOfOneName
    {
        [Function("Speak")]
        public void One([ActivityTrigger] string input)
        {
        }

        [Function("Talk")]
        public void Two([ActivityTrigger(Activity = "speak")] string input)
        {
        }
    }

    internal sealed class ContextOfTheWrongType
    {
        [Function("Wrong")]
        public void Run([OrchestrationTrigger] string context)
        {
        }
    }

    internal sealed class TimerOfTheWrongType
    {
        [Function("Wrong")]
        public void Run([TimerTrigger("0 0 0 1 1 *")] string timer)
        {
        }
    }
}
