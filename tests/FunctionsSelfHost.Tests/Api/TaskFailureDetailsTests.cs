using System.Reflection;
using System.Reflection.Emit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Api;

public sealed class TaskFailureDetailsTests
{
    [Fact]
    public void FromException_WithInnerExceptions_KeepsTheChain()
    {
        var exception = new InvalidOperationException("outer", new TimeoutException("middle", new IOException("inner")));

        TaskFailureDetails details = TaskFailureDetails.FromException(exception);

        details.ErrorType.Should().Be("System.InvalidOperationException");
        details.ErrorMessage.Should().Be("outer");
        details.InnerFailure!.ErrorType.Should().Be("System.TimeoutException");
        details.InnerFailure.InnerFailure!.ErrorMessage.Should().Be("inner");
        details.InnerFailure.InnerFailure.InnerFailure.Should().BeNull();
    }

    [Fact]
    public void FromException_OfAFailedTask_HasTheTasksFailureInside()
    {
        TaskFailureDetails task = TaskFailureDetails.FromException(new TimeoutException("too slow"));

        TaskFailureDetails details = TaskFailureDetails.FromException(new TaskFailedException("Speak", 3, task));

        details.ErrorType.Should().Be("Microsoft.DurableTask.TaskFailedException");
        details.InnerFailure.Should().Be(task);
    }

    [Fact]
    public void FromException_OfAFailedEntityOperation_HasTheOperationsFailureInside()
    {
        TaskFailureDetails operation = TaskFailureDetails.FromException(new TimeoutException("too slow"));
        var exception = new EntityOperationFailedException(new EntityInstanceId("counter", "a"), "add", operation);

        TaskFailureDetails.FromException(exception).InnerFailure.Should().Be(operation);
    }

    [Fact]
    public void TaskFailedException_SaysWhichTaskAndWhy()
    {
        var exception = new TaskFailedException("Speak", 3, new TimeoutException("too slow"));

        exception.Message.Should().Be("Task 'Speak' (#3) failed with an unhandled exception: too slow");
        exception.FailureDetails.ToString().Should().Be("System.TimeoutException: too slow");
    }

    [Theory]
    [InlineData(typeof(FileNotFoundException), true)]
    [InlineData(typeof(IOException), true)]
    [InlineData(typeof(Exception), true)]
    [InlineData(typeof(DirectoryNotFoundException), false)]
    [InlineData(typeof(OwnException), false)]
    public void IsCausedBy_IsTrueForTheTypeAndItsBases(Type target, bool expected)
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(new FileNotFoundException());

        details.IsCausedBy(target).Should().Be(expected);
    }

    [Fact]
    public void IsCausedBy_OfATypeOfTheApp_FindsIt()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(new OwnException());

        details.IsCausedBy<OwnException>().Should().BeTrue();
        details.IsCausedBy<Exception>().Should().BeTrue();
    }

    [Fact]
    public void IsCausedBy_OfAnInnerFailure_IsFalse()
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(new InvalidOperationException("", new TimeoutException()));

        details.IsCausedBy<TimeoutException>().Should().BeFalse();
    }

    [Fact]
    public void IsCausedBy_WhenNoAssemblyHasTheType_IsFalse()
    {
        var details = new TaskFailureDetails("Nowhere.NoSuchException", "", null, null, null);

        details.IsCausedBy<Exception>().Should().BeFalse();
    }

    [Fact]
    public void IsCausedBy_WhenTwoAssembliesHaveTheType_IsAmbiguous()
    {
        string name = $"Twins{Guid.NewGuid():N}.TwinException";
        Type first = DefineException(name);
        Type second = DefineException(name);
        var details = new TaskFailureDetails(name, "", null, null, null);

        Action act = () => details.IsCausedBy<Exception>();

        act.Should().Throw<AmbiguousMatchException>();
        GC.KeepAlive((first, second));
    }

    [Fact]
    public void IsCausedBy_OfATypeThatIsNoException_IsRefused()
    {
        Action act = () => TaskFailureDetails.FromException(new OwnException()).IsCausedBy(typeof(string));

        act.Should().Throw<ArgumentException>();
    }

    private static Type DefineException(string name) => AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName($"Twin{Guid.NewGuid():N}"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("main")
        .DefineType(name, TypeAttributes.Public, typeof(Exception))
        .CreateType();

    private sealed class OwnException : Exception;
}
