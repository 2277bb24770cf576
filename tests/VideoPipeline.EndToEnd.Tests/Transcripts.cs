namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Short transcripts, so that a whole pipeline takes seconds.</summary>
internal static class Transcripts
{
    public const string English =
        "The lighthouse on the northern cape was built in 1862 to guide ships around the reef. " +
        "For forty years one family kept its lamp burning, trimming the wick every four hours. " +
        "In the great storm of 1881 the keeper's daughter rowed out alone and saved nine sailors. " +
        "The town gave her a silver medal, and the medal still hangs in the small museum by the harbour. " +
        "Today the lamp is electric and nobody lives on the cape any more. " +
        "Visitors climb the narrow stairs in summer to see the reef and the long grey line of the sea.";

    /// <summary>Hardly more than is asked for at least.</summary>
    public const string Short =
        "The lighthouse on the northern cape was built in 1862. One family kept its lamp burning for forty years. " +
        "In a great storm the keeper's daughter saved nine sailors. Today nobody lives there any more.";

    public const string Chinese =
        "这座灯塔建于一八六二年，为了让船只避开礁石。四十年来，一家人守着灯火，每四个小时修剪一次灯芯。" +
        "一八八一年的大风暴中，守塔人的女儿独自划船出海，救起了九名水手。镇上的人送给她一枚银质奖章。" +
        "这枚奖章至今还挂在港口旁边的小博物馆里。如今灯塔已经用上了电灯，海角上再也没有人居住。夏天，游客们沿着狭窄的楼梯走上塔顶，眺望礁石和大海。";
}
