// BibTeX of the paper, and of this page with the link to its settings.

export const PAPER_BIBTEX = `@inproceedings{pandey2024brain,
  title     = {BRAIn: Bayesian Reward-conditioned Amortized Inference for natural language generation from feedback},
  author    = {Pandey, Gaurav and Nandwani, Yatin and Naseem, Tahira and Mishra, Mayank and Xu, Guangxuan and Raghu, Dinesh and Joshi, Sachindra and Munawar, Asim and Astudillo, Ram{\\'o}n Fernandez},
  booktitle = {International Conference on Machine Learning},
  year      = {2024},
  note      = {arXiv:2402.02479}
}`;

export interface PageVisit {
  readonly link: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

/** `\url` takes every letter of a link but an unpaired brace. */
export const pageBibtex = ({ link, version, date }: PageVisit): string => `@misc{brainplayground,
  title        = {BRAIn Playground},
  note         = {Version ${version}, seen on ${date}},
  year         = {${date.slice(0, 4)}},
  howpublished = {\\url{${link.replaceAll('{', '%7B').replaceAll('}', '%7D')}}}
}`;
