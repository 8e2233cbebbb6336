// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/errors/errors.h"
#include "indexer/training/augment.h"
#include "indexer/training/case_copies.h"
#include "indexer/training/corpus.h"
#include "tests/unit/tagger/tiny_model.h"

namespace dateline::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TrainerTest, SameSeedGivesTheSameBits) {
  EXPECT_EQ(tagger::TrainTiny(1).weights, tagger::TrainTiny(1).weights);
  EXPECT_EQ(tagger::TrainTiny(1).moves, tagger::TrainTiny(1).moves);
  EXPECT_NE(tagger::TrainTiny(1).weights, tagger::TrainTiny(2).weights);
}

TEST(TrainerTest, MeanOfEqualModelsIsTheModel) {
  TrainingSet set;
  set.Add(tagger::TinyCorpus(), 1, tagger::Lexicon());
  const LinearModel model = TrainModel(set, {.rows = tagger::kTinyRows}, 1);
  const LinearModel mean = AverageModels({model, model});
  EXPECT_EQ(mean.rows, model.rows);
  EXPECT_EQ(mean.moves, model.moves);
}

TEST(TrainerTest, FewEpochsTrainAModelToo) {
  TrainingSet set;
  set.Add(tagger::TinyCorpus(), 1, tagger::Lexicon());
  const LinearModel model = TrainModel(set, {.rows = tagger::kTinyRows, .epochs = 2}, 1);
  std::size_t used = 0;
  for (const WeightRow& row : model.rows) {
    used += static_cast<std::size_t>(
        std::ranges::count_if(row, [](float weight) { return weight != 0; }));
  }
  EXPECT_GT(used, 0U);
}

TEST(TrainingSetTest, WeightRepeatsSequencesAndNotTokens) {
  TrainingSet once;
  once.Add(tagger::TinyCorpus(), 1, tagger::Lexicon());
  TrainingSet twice;
  twice.Add(tagger::TinyCorpus(), 2, tagger::Lexicon());
  EXPECT_EQ(twice.tokens(), once.tokens());
  EXPECT_EQ(twice.sequences().size(), 2 * once.sequences().size());
}

TEST(CorpusTest, TagsAreReadAsTheScorerReadsThem) {
  EXPECT_THAT(NamesOfTags({"B-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG", "B-Ebene", "I-MISC"}),
              ElementsAre(tagger::LabelledName{0, 2, tagger::NameKind::kPerson},
                          tagger::LabelledName{2, 3, tagger::NameKind::kPerson},
                          tagger::LabelledName{4, 5, tagger::NameKind::kPlace},
                          tagger::LabelledName{5, 6, tagger::NameKind::kOrganisation},
                          tagger::LabelledName{7, 8, tagger::NameKind::kMisc}));
}

TEST(CorpusTest, LabelsSpellTheNamesTheyAreMadeOf) {
  const CorpusDocument document = tagger::TinyCorpus().front();
  EXPECT_EQ(tagger::NamesOfLabels(LabelsOfDocument(document)), document.front().names);
}

TEST(CorpusTest, OptionsAreReadAndRefused) {
  const auto options = ParseCorpusOptions("a.jsonl,weight=2,sentences=20,misc=complete");
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->path, "a.jsonl");
  EXPECT_EQ(options->weight, 2);
  EXPECT_EQ(options->document_sentences, 20U);
  EXPECT_TRUE(options->complete_misc);
  for (const char* text : {"a,weight=0", "a,weight=x", "a,misc", "a,", "a,repair=koi8"}) {
    EXPECT_EQ(ParseCorpusOptions(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(CorpusTest, DocumentsEndWhenTheirNumberChanges) {
  const std::string path =
      tagger::WriteTestFile("corpus.jsonl",
                            "{\"doc\": 1, \"tokens\": [\"Lima\"], \"tags\": [\"B-LOC\"]}\n"
                            "{\"doc\": 1, \"tokens\": [\"a\"], \"tags\": [\"O\"]}\n"
                            "{\"doc\": 2, \"tokens\": [\"b\"], \"tags\": [\"O\"]}\n"
                            "{\"doc\": 2, \"tokens\": [\"-DOCSTART-\"], \"tags\": [\"O\"]}\n"
                            "{\"doc\": 2, \"tokens\": [\"K\u0446ln\"], \"tags\": [\"B-LOC\"]}\n");
  const auto corpus = ReadCorpus({.path = path, .mac_cyrillic = true});
  ASSERT_TRUE(corpus.ok()) << corpus.status();
  ASSERT_EQ(corpus->size(), 3U);
  EXPECT_EQ((*corpus)[0].size(), 2U);
  EXPECT_THAT((*corpus)[2][0].tokens, ElementsAre("K\u00f6ln"));
}

TEST(CorpusTest, BrokenLinesAreNamed) {
  const std::string path = tagger::WriteTestFile(
      "broken.jsonl", "{\"doc\": 1, \"tokens\": [\"a\", \"b\"], \"tags\": [\"O\"]}\n");
  const auto status = ReadCorpus({.path = path}).status();
  EXPECT_THAT(errors::MessageOf(status), HasSubstr("broken.jsonl"));
  EXPECT_THAT(errors::MessageOf(status), HasSubstr("the numbers of tags and tokens differ"));
}

TEST(CopiesTest, CopiesAreInCapitalsOrTitles) {
  CorpusSentence sentence;
  sentence.tokens = {"the", "Bank", "of", "\u00e9cole", "rises"};
  EXPECT_THAT(CopyInCase(sentence, CopyCase::kUpper).tokens,
              ElementsAre("THE", "BANK", "OF", "\u00c9COLE", "RISES"));
  EXPECT_THAT(CopyInCase(sentence, CopyCase::kTitle).tokens,
              ElementsAre("The", "Bank", "of", "\u00c9cole", "Rises"));
  EXPECT_THAT(CopyInCase(sentence, CopyCase::kEveryTitle).tokens,
              ElementsAre("The", "Bank", "Of", "\u00c9cole", "Rises"));
}

TEST(CopiesTest, OnlyChangedSentencesTrain) {
  Corpus corpus;
  for (int i = 0; i < 20; ++i)
    corpus.push_back({tagger::TinyCorpus()[0][0], tagger::TinyCorpus()[1][0]});
  Random random(1);
  const Corpus copies = CopiesOf(corpus, {.share = 0.6}, random);
  std::size_t training = 0;
  for (const CorpusDocument& document : copies) {
    for (const CorpusSentence& sentence : document) {
      const bool changed = sentence.tokens[2] != "said";
      EXPECT_EQ(sentence.trains, changed);
      training += changed ? 1 : 0;
    }
  }
  EXPECT_GT(training, 8U);
  EXPECT_LT(training, 40U);
}

TEST(CompleteMiscTest, AddsMiscOnlyToTextWithoutMarks) {
  Corpus marked = tagger::TinyCorpus();
  for (CorpusDocument& document : marked) document[0].names[1].kind = tagger::NameKind::kMisc;
  TrainingSet set;
  set.Add(marked, 1, tagger::Lexicon());
  const LinearModel model = TrainModel(set, {.rows = tagger::kTinyRows}, 1);
  Corpus corpus = tagger::TinyCorpus();
  corpus[0][0].names.pop_back();
  EXPECT_EQ(CompleteMisc(model, tagger::Lexicon(), corpus), 1U);
  EXPECT_EQ(corpus[0][0].names, marked[0][0].names);
  EXPECT_EQ(corpus[1][0].names[1].kind, tagger::NameKind::kPlace);
}

}  // namespace
}  // namespace dateline::training
