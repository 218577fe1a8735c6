import type { ActionWeights } from './actions.ts'

// Every number the ranking turns on, each with its reason. test/bench/learn-find.ts tries other values on questions.

export interface Weights {
  /** Vietnamese words are mostly two syllables, so a pair tells more than its halves. */
  readonly pair: number
  /** Words of who and when ("vợ", "hôm qua") belong to the story, hardly to the procedure. */
  readonly light: number
  /** A word no procedure uses says the question may be about something else; a story has many, so it counts little. */
  readonly unknown: number
  /** How much of their weight words lose for standing for fewer: "đi lính" should not outweigh the rest as "nghĩa vụ quân sự". */
  readonly replaced: number
  /** Typed with marks, a word whose marks differ is most likely another word ("thuê", "thuế"). */
  readonly otherMarks: number
  /** How much of a name must be said: names are long, and people say their core. */
  readonly nameShare: number
  /** How much of a wording must be said: wordings are how people talk, so more of them should fit. */
  readonly wordingShare: number
  /** How much of the question must be explained. */
  readonly askedShare: number
  /** A stretch that holds little of a story is less likely its point. */
  readonly storyShare: number
  /** The same for a matter outside. */
  readonly storyOutside: number
  /** What a stretch at the end of a story is worth more. */
  readonly storyEnd: number
  /** How much of that which wordings together explain is looked for in the whole story rather than in its best stretch. */
  readonly storyWhole: number
  /** How much it counts that all wordings of an entry together explain the question. */
  readonly together: number
  /** A word that several wordings hold is no accident; so many wordings make half of certain. */
  readonly often: number
  /** How much it counts that the question's words are usual in what is said of an entry. */
  readonly usual: number
  /** As if so many wordings of every entry had been heard in which words are as common as everywhere: few wordings tell little. */
  readonly usualUnheard: number
  /** As if a word never said of an entry had been said so often: it may be said one day. */
  readonly usualLeast: number
  /** A guide can answer; a name alone can only point. */
  readonly guide: number
  /** A help article should win only when it is plainly meant: its words ("hồ sơ", "nộp") are in every question. */
  readonly help: number
  readonly outside: number
  /** Persons go to the commune; ministries serve few. */
  readonly level: Readonly<Record<'commune' | 'province' | 'ministry' | 'other' | 'abolished', number>>
  /** For every special case (foreign element, border, reissue…) in a name that the question does not mention. */
  readonly special: number
  /** For every special case of a name that the question does mention. */
  readonly specialAsked: number
  /** However much speaks for an entry beside words, words come first. */
  readonly mostStanding: number
  /** Whether the name does with the paper what is asked. */
  readonly action: ActionWeights
  /** What makes it sure that a hit is meant; the sum must reach 0. Learned together by test/bench/learn-certainty.ts. */
  readonly certain: {
    /** How sure one is of a question of which nothing else is known. */
    readonly base: number
    /** Of the logarithm of the score: from nothing to little is a longer way than from much to all. */
    readonly score: number
    /** Somebody wants a paper, a permit, an allowance. */
    readonly wish: number
    /** How much of each other the question and the wording are: "KT3" is short and sure. */
    readonly fit: number
    /** Taken off: how much it resembles a matter outside, how such matters are spoken of, and what points there. */
    readonly outside: number
    readonly leaning: number
    readonly elsewhere: number
  }
  /** Below both of the first two a question resembles a matter outside by accident; from the last on hardly, even in words of applying. */
  readonly plainlyOutside: {
    readonly score: number
    readonly leaning: number
    readonly whateverIsSaid: number
  }
  /** Below this an article is not plainly meant: its words are in every question. */
  readonly leastScore: number
  /** So many times that is asked of an article when the question points elsewhere ("hãng nào rẻ"). */
  readonly elsewhere: number
  /** Within this share of the best score two procedures are told apart by asking. */
  readonly nearTie: number
  /** A question and a wording that are less of each other leave it open what is meant. */
  readonly vague: number
  /** The same where the question is vague so. */
  readonly vagueTie: number
  /** The same for a question of one word. */
  readonly briefTie: number
}

export const weights: Weights = {
  pair: 0.87,
  light: 0.74,
  unknown: 0.35,
  replaced: 0.68,
  otherMarks: 0.3,
  nameShare: 0.5,
  wordingShare: 1.1,
  askedShare: 0.39,
  storyShare: 0.3,
  storyOutside: 0.5,
  storyEnd: 1.2,
  storyWhole: 0.77,
  together: 0.64,
  often: 0.32,
  usual: 0.37,
  usualUnheard: 30,
  usualLeast: 0.2,
  guide: 0.95,
  help: 1.1,
  outside: 1.2,
  level: { commune: 1, province: 0.98, ministry: 0.94, other: 0.97, abolished: 0.97 },
  special: 0.9,
  specialAsked: 1.3,
  mostStanding: 1.28,
  action: { same: 1.48, near: 0.98, plain: 0.98, other: 0.55, unasked: 0.8 },
  certain: {
    base: 1.1,
    score: 1,
    fit: 1.43,
    wish: 0.43,
    outside: 3.07,
    leaning: 0.22,
    elsewhere: 0.18,
  },
  plainlyOutside: { score: 0.35, leaning: 0.6, whateverIsSaid: 0.6 },
  leastScore: 0.3,
  elsewhere: 1.8,
  nearTie: 0.91,
  vague: 0.15,
  vagueTie: 0.75,
  briefTie: 0.6,
}
