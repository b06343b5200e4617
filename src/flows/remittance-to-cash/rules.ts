/** The posting rules of this flow: data, checked by their schema before they are used. */
export { draftLines, metPart, type PostingRules, postingRules } from '@/domain/posting-rules';
